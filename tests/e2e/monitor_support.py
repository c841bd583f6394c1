"""A pipeline that is watched: what is ingested says what its monitor finds."""
import json
import sys

MONITOR = """\
import json, pathlib, sys
current = json.loads(pathlib.Path("current.json").read_text())
drifts = current["temp"] < 10
pathlib.Path("drift.json").write_text(json.dumps({
    "drift": drifts, "share": 0.5 if drifts else 0.0, "threshold": 0.3, "columns": [
        {"name": "dest", "type": "categorical", "method": "psi", "score": 0.01, "threshold": 0.2, "verdict": "ok"},
        {"name": "temp", "type": "numerical", "method": "psi", "score": 0.31 if drifts else 0.02, "threshold": 0.2,
         "verdict": "drift" if drifts else "ok", "summary": {"name": "mean", "reference": 15.5, "current": current["temp"]}}]}))
sys.exit(current.get("code", 0))
"""

PIPELINE = f"""\
name: flights
stages:
  ingest:
    cmd: echo ingest >> started; cp feed.json current.json
    outs: [current.json]
  monitor:
    cmd: echo monitor >> started; {sys.executable} monitor.py
    deps: [monitor.py, current.json]
    metrics: [drift.json]
  train:
    cmd: echo train >> started; cp current.json model.txt
    deps: [current.json]
    outs: [model.txt]
  evaluate:
    cmd: echo '{{"auc":' $(cat auc) '}}' > eval.json
    deps: [model.txt, auc]
    metrics: [eval.json]
    gates: [{{metric: auc, min: 0.7}}]
  deploy:
    cmd: echo deploy >> started
    deps: [model.txt]
    needs: [evaluate]
"""

# One document a line.
TELL = "tr -d '\\n' >> told; echo >> told"


def set_up(project):
    project.write("monitor.py", MONITOR)
    project.pipeline(PIPELINE)
    project.write("auc", "0.8\n")
    feed(project, 15)


def feed(project, temp, **more):
    project.write("feed.json", json.dumps({"temp": temp, **more}))


def told(project):
    return [json.loads(line) for line in project.lines("told")]


def ended_looks(project):
    """The ticks of the looks whose runs came to an end."""
    runs = project.call("runs", "--json", "--limit", "0").json()["runs"]
    return [run["cause"]["tick"] for run in runs
            if run["cause"] and run["cause"]["kind"] == "watch" and run["status"] in ("succeeded", "failed")]
