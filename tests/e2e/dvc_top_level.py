"""A project whose metrics, parameters and plots stand beside its stages, for dvc_answers_test.py."""

FILES = {
    "dvc.yaml": """\
        vars:
          - table: a.csv
        stages:
          train:
            cmd: python3 train.py
            deps: [train.py, rate.txt]
            params:
              - conf/model.yaml: [depth]
            metrics:
              - score.json: {cache: false}
            outs: [live]
        metrics:
          - live/metrics.json
          - score.json
          - measures/one.json
          - by hand.yaml
          - ${table}.json
        params:
          - conf/more.toml
          - conf/model.yaml
        plots:
          - lone.csv
          - curves/deep/two.json
          - roc.csv: {x: fpr, y: tpr, title: ROC, template: simple}
          - two files:
              x: step
              y: {a.csv: [loss, acc], b.tsv: loss}
              title: Losses
              y_label: value
          - x from another file:
              x: {epochs.csv: epoch}
              y: {a.csv: loss}
          - a file for each axis:
              x: {epochs.csv: epoch, b.tsv: step}
              y: {a.csv: acc, b.tsv: loss}
          - ${table}: {y: [acc, loss]}
          - of a map:
              template: confusion
              x: actual
              y: {votes.json: predicted}
          - points.yaml: {template: scatter, x: u, y: v}
          - epochs.csv:
          - pictures/dot.svg
        """,
    "train.py": """\
        import json, os
        rate = float(open("rate.txt").read())
        os.makedirs("live/plots/loss", exist_ok=True)
        json.dump({"rate": rate, "by": {"half": rate / 2}}, open("live/metrics.json", "w"))
        json.dump({"score": rate * 2}, open("score.json", "w"))
        for part in ("train", "test"):
            with open(f"live/plots/loss/{part}.tsv", "w") as file:
                file.write("step\\tloss\\n" + "".join(f"{step}\\t{step * rate}\\n" for step in range(0, 9, 3)))
        """,
    "rate.txt": "0.5\n",
    "conf/model.yaml": "depth: 2\nwidth: 3\n", "conf/more.toml": "seed = 1\n[data]\nshare = 0.5\n",
    "measures/one.json": '{"f1": 0.5}\n', "measures/deep/two.yaml": "f1: 0.25\n", "by hand.yaml": "notes: {count: 1}\n",
    "a.csv.json": '{"rows": 2}\n',
    "lone.csv": "time,v\n7,1\n8,2\n", "curves/one.csv": "p,q\n1,2\n", "curves/deep/two.json": '[{"p": 3, "q": 4}]\n',
    "roc.csv": "fpr,tpr\n0,0\n1,1\n", "a.csv": "step,loss,acc\n0,3,0.1\n1,2,0.2\n", "b.tsv": "step\tloss\n0\t5\n1\t4\n",
    "epochs.csv": "epoch\n10\n20\n", "votes.json": '{"all": [{"actual": "a", "predicted": "b"}]}\n',
    "points.yaml": "- {u: 1, v: 2}\n- {u: 3, v: 1}\n",
    "pictures/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n',
}

# Directories in place of single files.
DIRECTORIES = {**FILES, "dvc.yaml": """\
    stages:
      train: {cmd: python3 train.py, deps: [train.py, rate.txt], outs: [live, score.json]}
    metrics: [measures]
    params: [conf]
    plots:
      - curves
      - live/plots: {x: step}
      - pictures
    """}

# Files within a directory that a stage makes.
WITHIN = {**FILES, "dvc.yaml": """\
    stages:
      train: {cmd: python3 train.py, deps: [train.py, rate.txt], outs: [live, score.json]}
    metrics: [live/metrics.json]
    plots:
      - live/plots/loss/test.tsv: {x: step}
      - both:
          x: step
          y: {live/plots/loss/train.tsv: loss, live/plots/loss/test.tsv: loss}
    """}

# A folder's own file.
BELOW = {
    "part/dvc.yaml": """\
        metrics: [m.json, ../shared.json]
        params: [p.yaml]
        plots:
          - lone.csv
          - of the folder:
              x: {../epochs.csv: epoch}
              y: {a.csv: loss}
        stages:
          copy:
            cmd: cp m.in m2.json
            deps: [m.in]
            metrics: [m2.json]
        """,
    "part/m.json": '{"m": 1}\n', "shared.json": '{"s": 1}\n', "part/p.yaml": "k: 1\n", "part/m.in": '{"m": 2}\n',
    "part/lone.csv": "v\n5\n6\n", "part/a.csv": "step,loss\n0,9\n1,8\n",
}


# Plots that are called like some of the file at the top.
ALIKE = """\
plots:
  - two files:
      x: step
      y: {a.csv: loss, ../b.tsv: loss}
  - ../roc.csv: {x: tpr, y: fpr}
"""


def other_values(project):
    for name, old, new in (("rate.txt", "0.5", "0.75"), ("conf/model.yaml", "width: 3", "width: 4"),
                           ("conf/more.toml", "share = 0.5", "share = 0.75"), ("measures/one.json", "0.5", "0.75"),
                           ("measures/deep/two.yaml", "f1: 0.25", "f1: 1"), ("by hand.yaml", "1", "2"),
                           ("a.csv.json", "2", "3"), ("lone.csv", "8,2", "8,4"), ("curves/one.csv", "1,2", "1,3"),
                           ("a.csv", "1,2,0.2", "1,1,0.3"), ("b.tsv", "1\t4", "1\t3"), ("epochs.csv", "20", "30"),
                           ("votes.json", '"b"', '"a"')):
        project.edit(name, old, new)


def other_values_below(project):
    for name, old, new in (("part/m.json", "1", "2"), ("shared.json", "1", "3"), ("part/p.yaml", "1", "4"),
                           ("part/m.in", "2", "5"), ("part/lone.csv", "6", "7"), ("part/a.csv", "1,8", "1,7")):
        project.edit(name, old, new)
