"""Gates: what a metric must fulfil, against numbers and against what was, in runs and by `mlpipe gate`."""
import json
import sqlite3
import unittest

from project import MLPIPE, Project, main

PIPELINE = """\
stages:
  train:
    cmd: cp quality model.bin
    deps: [quality]
    outs: [model.bin]
  evaluate:
    cmd: sh evaluate.sh
    deps: [evaluate.sh, model.bin, test.csv]
    metrics: [eval.json: {cache: false}]
    gates:
      - {metric: "eval.json:auc", min: 0.7}
%s
  report:
    cmd: cp eval.json report.json
    deps: [eval.json]
    outs: [report.json]
"""

EVALUATE = """\
printf '{"auc": %s, "n": 5, "by_region": {"EWR": {"auc": %s}, "JFK": {"auc": 0.9}}}' \
    "$(cat model.bin)" "$(cat model.bin)" > eval.json
"""


def verdicts(record):
    return [(one["metric"], one["rule"], one["verdict"]) for one in record.get("gates", [])]


class GatesCase(unittest.TestCase):
    def project_with(self, extra="", quality="0.8", git=True):
        project = Project(self, git=git)
        project.pipeline(PIPELINE % extra)
        project.write("evaluate.sh", EVALUATE)
        project.write("quality", quality)
        project.write("test.csv", "1\n2\n")
        project.write(".gitignore", "report.json\n")
        if git:
            project.commit("begin")
        return project


class AbsoluteGates(GatesCase):
    def test_a_failed_gate_blocks_what_follows_and_stays_red(self):
        project = self.project_with(quality="0.61")
        record = project.run(code=3)
        self.assertEqual({name: one["status"] for name, one in record["stages"].items()},
                         {"train": "ran", "evaluate": "ran", "report": "blocked"})
        self.assertEqual(record["stages"]["report"]["reason"], "gate of evaluate failed: auc 0.61 < 0.7")
        self.assertEqual(record["status"], "failed")
        (gate,) = record["gates"]
        self.assertEqual({name: gate[name] for name in ("stage", "metric", "value", "rule", "threshold", "baseline",
                                                        "verdict")},
                         {"stage": "evaluate", "metric": "eval.json:auc", "value": 0.61, "rule": "min",
                          "threshold": 0.7, "baseline": None, "verdict": "fail"})
        self.assertIn("gate of evaluate failed: auc 0.61 < 0.7", record["text"])
        # The same again: nothing runs, and it is as red as before. Also from the store, and alone.
        self.assertEqual(project.run(code=3)["stages"]["evaluate"]["status"], "skipped")
        project.remove("eval.json")
        project.remove("model.bin")
        self.assertEqual(project.run(code=3)["stages"]["evaluate"]["status"], "restored")
        self.assertEqual(project.statuses("evaluate", code=3), {"train": "skipped", "evaluate": "skipped"})
        self.assertEqual(project.call("run", "--locked", code=3).code, 3)
        # What does not depend on it is not held up; a better model opens the gate.
        project.write("quality", "0.9")
        self.assertEqual(project.statuses(), {"train": "ran", "evaluate": "ran", "report": "ran"})
        record = project.run()
        self.assertEqual(verdicts(record), [("eval.json:auc", "min", "pass")])
        self.assertIn("Gates: 1 passed.", record["text"])

    def test_what_a_stage_asks_for_is_recorded_in_its_run(self):
        project = self.project_with(f"""\
  compare:
    cmd: {MLPIPE} gate eval.json:auc --min 0.99 --exit-zero > compared.txt
    deps: [eval.json]
    outs: [compared.txt]
""")
        record = project.run()
        self.assertEqual(verdicts(record), [("eval.json:auc", "min", "pass"), ("eval.json:auc", "min", "fail")])
        self.assertEqual(record["gates"][1]["asked_by"], "compare")
        (shown,) = [gate for gate in project.call("show", record["id"], "--json").json()["gates"] if "asked_by" in gate]
        self.assertEqual(shown, record["gates"][1])
        # It is about that run alone: nothing runs now, and nothing was asked.
        self.assertEqual(verdicts(project.run()), [("eval.json:auc", "min", "pass")])

    def test_recorded_and_shown(self):
        project = self.project_with(quality="0.61")
        run = project.run(code=3)["id"]
        shown = project.call("show", run, "--json").json()
        self.assertEqual(verdicts(shown), [("eval.json:auc", "min", "fail")])
        self.assertIn("auc 0.61 < 0.7", project.call("show", run).out)
        commit = json.loads(project.git("show", shown["commit"] + ":.mlpipe/run.json").out)
        self.assertEqual(commit["gates"], shown["gates"])
        database = sqlite3.connect(project.at(".mlpipe/lineage.db"))
        self.addCleanup(database.close)
        self.assertEqual(database.execute("SELECT stage, metric, value, rule, threshold, verdict FROM gates").fetchall(),
                         [("evaluate", "eval.json:auc", 0.61, "min", 0.7, "fail")])
        events = [json.loads(line) for line in project.lines(f".mlpipe/runs/{run}/events.jsonl")]
        self.assertEqual([one["verdict"] for one in events if one["event"] == "gate_judged"], ["fail"])

    def test_warnings_do_not_block(self):
        project = self.project_with("      - {metric: n, max: 3, severity: warn}")
        record = project.run()
        self.assertEqual(verdicts(record), [("eval.json:auc", "min", "pass"), ("eval.json:n", "max", "warn")])
        self.assertEqual(record["stages"]["report"]["status"], "ran")

    def test_a_failed_stage_counts_for_more_than_a_failed_gate(self):
        project = self.project_with(quality="0.61")
        project.append("pipeline.yaml", "  other: {cmd: exit 9, deps: [quality]}\n")
        self.assertEqual(project.call("run", "-k", code=1).code, 1)

    def test_slices(self):
        project = self.project_with('      - {metric: "eval.json:auc", slice: "by_region.*", min: 0.85}')
        record = project.run(code=3)
        self.assertEqual(verdicts(record)[1:], [("eval.json:by_region.EWR.auc", "min", "fail"),
                                                ("eval.json:by_region.JFK.auc", "min", "pass")])

    def test_what_is_no_number_fails(self):
        project = self.project_with()
        for text, why in (('{"auc": NaN}', "eval.json:1:9"), ('{"auc": 1e999}', ""), ('{"auc": null}', "no metric 'eval.json:auc'"),
                          ('{"auc": "0.9"}', "no metric 'eval.json:auc'"), ("{", "eval.json:2:1")):
            project.write("evaluate.sh", f"cat > eval.json <<'END'\n{text}\nEND\n")
            record = project.run(code=3)
            self.assertEqual(verdicts(record)[0][2], "fail", text)
            self.assertIsNone(record["gates"][0]["value"])
            self.assertIn(why, record["gates"][0]["reason"])

    def test_a_dvc_file_has_them_under_meta(self):
        project = Project(self)
        project.write("dvc.yaml", """\
            stages:
              evaluate:
                cmd: "echo 'auc: 0.6' > eval.yaml"
                metrics: [eval.yaml: {cache: false}]
                meta: {mlpipe: {gates: [{metric: auc, min: 0.7}]}}
            """)
        self.assertEqual(verdicts(project.run("dvc.yaml", code=3)), [("eval.yaml:auc", "min", "fail")])

    def test_gates_are_no_part_of_the_key(self):
        project = self.project_with()
        project.run()
        project.edit("pipeline.yaml", "min: 0.7", "min: 0.95")
        record = project.run(code=3)
        self.assertEqual(record["stages"]["evaluate"]["status"], "skipped")
        self.assertEqual(project.decisions(), {"train": "skip", "evaluate": "skip", "report": "skip"})

    def test_reproducing_judges_nothing(self):
        project = self.project_with(quality="0.61")
        run = project.run(code=3)["id"]
        self.assertEqual(project.call("reproduce", run, "--json").json()["verdict"], "identical")

    def test_side_effects_are_held_back(self):
        project = self.project_with()
        project.append("pipeline.yaml", "  deploy: {cmd: touch deployed, needs: [report]}\n")
        self.assertEqual(project.statuses("--hold-side-effects")["deploy"], "held")
        self.assertEqual(project.statuses("--hold-side-effects", "deploy")["deploy"], "held")
        self.assertFalse(project.exists("deployed"))
        self.assertEqual(project.statuses()["deploy"], "ran")


class GateCommand(GatesCase):
    def test_judges_without_running(self):
        project = self.project_with(quality="0.61")
        document = project.call("gate", "--json", code=3).json()
        self.assertEqual([one["verdict"] for one in document["gates"]], ["undecided"])
        self.assertIn("evaluate is not up to date", document["gates"][0]["reason"])
        self.assertFalse(project.exists(".mlpipe"))
        project.run(code=3)
        before = project.tree()
        self.assertEqual(verdicts(project.call("gate", "--json", code=3).json()), [("eval.json:auc", "min", "fail")])
        self.assertEqual(verdicts(project.call("gate", "evaluate", "--json", code=3).json()),
                         [("eval.json:auc", "min", "fail")])
        self.assertIn("auc 0.61 < 0.7", project.call("gate", code=3).out)
        self.assertEqual(project.call("gate", "--exit-zero").code, 0)
        self.assertIn("no gate", project.call("gate", "train").err)
        self.assertIn("did you mean", project.call("gate", "evaluat", code=2).err)
        self.assertEqual(project.tree(), before)

    def test_one_metric(self):
        project = self.project_with()
        project.run()
        self.assertEqual(verdicts(project.call("gate", "auc", "--min", "0.8", "--json").json()),
                         [("eval.json:auc", "min", "pass")])
        self.assertEqual(verdicts(project.call("gate", "eval.json:n", "--max", "4", "--equals", "4", "--tolerance", "1",
                                               "--json", code=3).json()),
                         [("eval.json:n", "max", "fail"), ("eval.json:n", "equals", "pass")])
        self.assertEqual(len(project.call("gate", "auc", "--slice", "by_region.*", "--min", "0.1", "--json").json()["gates"]),
                         2)
        self.assertEqual(verdicts(project.call("gate", "acu", "--min", "0.8", "--json", code=3).json()),
                         [("acu", "min", "fail")])
        self.assertIn("one metric", project.call("gate", "auc", "n", "--min", "0.8", code=2).err)
        self.assertIn("--direction", project.call("gate", "n", "--baseline", "HEAD", "--max-drop", "1", code=2).err)
        self.assertIn("--baseline needs", project.call("gate", "n", "--baseline", "HEAD", "--min", "1", code=2).err)


class Baselines(GatesCase):
    COMPARED = '      - {metric: "eval.json:auc", baseline: %s, max_drop: 0.02}'

    def test_a_commit_a_branch_and_a_run(self):
        project = self.project_with(quality="0.8")
        first = project.run()
        project.commit("results")
        project.git("branch", "stable")
        commit = project.git("rev-parse", "HEAD").out.strip()
        project.write("quality", "0.75")
        project.run()
        for baseline in (commit, commit[:10], "stable", first["id"], "run:" + first["id"], first["commit"]):
            project.pipeline(PIPELINE % (self.COMPARED % baseline))
            record = project.run(code=3)
            gate = record["gates"][1]
            self.assertEqual((gate["rule"], gate["verdict"]), ("max_drop", "fail"), gate)
            self.assertEqual(gate["baseline"]["value"], 0.8)
            self.assertEqual(gate["baseline"]["name"], baseline)
            self.assertIn("0.05 below", gate["reason"])
        self.assertEqual(verdicts(project.call("gate", "auc", "--baseline", "stable", "--max-drop", "0.1", "--json").json()),
                         [("eval.json:auc", "max_drop", "pass")])
        self.assertEqual(verdicts(project.call("gate", "auc", "--baseline", "stable", "--min-gain", "0", "--json",
                                               code=3).json()), [("eval.json:auc", "min_gain", "fail")])

    def test_a_baseline_that_is_not_here_decides_nothing(self):
        project = self.project_with(self.COMPARED % "release-7")
        record = project.run(code=3)
        self.assertEqual(verdicts(record)[1], ("eval.json:auc", "max_drop", "undecided"))
        self.assertIn("'release-7' is no run, branch or commit", record["gates"][1]["reason"])
        self.assertIn("cannot be decided", record["stages"]["report"]["reason"])

    def test_other_data_is_not_compared(self):
        project = self.project_with(quality="0.8")
        project.run()
        project.commit("results")
        project.git("branch", "stable")
        project.write("quality", "0.9")
        project.write("test.csv", "3\n")
        project.pipeline(PIPELINE % (self.COMPARED % "stable"))
        record = project.run(code=3)
        self.assertEqual(record["gates"][1]["reason"], "auc 0.9: not comparable: stable was evaluated on another test.csv")
        project.pipeline(PIPELINE % (self.COMPARED % "stable, on_incomparable: warn"))
        self.assertEqual(verdicts(project.run())[1][2], "warn")
        project.pipeline(PIPELINE % (self.COMPARED % "stable, data: [evaluate.sh]"))
        self.assertEqual(verdicts(project.run())[1][2], "pass")

    def test_the_same_candidate_passes(self):
        project = self.project_with(quality="0.8")
        project.run()
        project.commit("results")
        project.pipeline(PIPELINE % (self.COMPARED % "HEAD, min_gain: 0.1"))
        gates = project.run()["gates"][1:]
        self.assertEqual([one["verdict"] for one in gates], ["pass", "pass"])
        self.assertIn("the candidate is HEAD", gates[0]["reason"])


if __name__ == "__main__":
    main()
