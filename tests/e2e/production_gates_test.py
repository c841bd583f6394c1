"""Gates against production: what the registry's tags say, in clones that have them and in clones that do not."""
import os
import signal
import subprocess
import unittest

from project import GIT_IDENTITY, PATIENCE_S, Project, clean_environment, main, wait_until

PIPELINE = """\
name: flights
stages:
  train:
    cmd: cp quality model.bin
    deps: [quality]
    outs: [model.bin]
  evaluate:
    cmd: sh evaluate.sh
    deps: [evaluate.sh, model.bin, test.csv]
    params: [factor]
    metrics: [eval.json: {cache: false}]
    gates:
      - {metric: "eval.json:auc", baseline: %s}
"""

# Worth what the model says, and less with each line of the test data.
EVALUATE = """\
echo "$MLPIPE_REPLAY" >> "$COUNT"
. ./helper.sh
worth "$(cat model.bin)" "$(wc -l < test.csv)"
"""
HELPER = """\
worth() { awk "BEGIN {printf \\"{\\\\\\"auc\\\\\\": %g}\\\\n\\", $1 - 0.1 * ($2 - 2)}" > eval.json; }
"""


class ProductionGates(unittest.TestCase):
    def setUp(self):
        self.project = Project(self, git=True)
        self.count = Project(self).at("count")
        self.gate("production, max_drop: 0.02")
        self.project.write("evaluate.sh", EVALUATE)
        self.project.write("helper.sh", HELPER)
        self.project.write("params.yaml", "factor: 1\n")
        self.project.write("quality", "0.8\n")
        self.project.write("test.csv", "1\n2\n")
        self.project.commit("begin")

    def gate(self, words):
        self.project.pipeline(PIPELINE % words)

    def run_pipeline(self, code=0, project=None, **options):
        return (project or self.project).run(code=code, env={"COUNT": self.count}, **options)

    def verdict(self, code=0, **options):
        (gate,) = self.run_pipeline(code, **options)["gates"]
        return gate

    def evaluations(self):
        """How often the command ran, and whether as a replay: "" or "1" each."""
        with open(self.count, encoding="ascii") as file:
            return file.read().split("\n")[:-1]

    def promote(self, version="v1.0.0", alias="production"):
        """What stands here becomes a version, and what the alias points to."""
        self.project.call("model", "register", "flights", "model.bin", "--version", version, "--alias", alias)

    def clone(self, *options):
        clone = Project(self, directory=Project(self).at("clone"))
        clone.remove("")
        done = self.project.git("clone", "-q", *options, "file://" + self.project.path, clone.path)
        self.assertEqual(done.code, 0, done)
        return clone

    def test_the_first_model_passes_and_a_worse_one_does_not(self):
        record = self.run_pipeline()
        (gate,) = record["gates"]
        self.assertEqual(gate["verdict"], "pass")
        self.assertIn("no baseline yet: no model is registered", gate["reason"])
        self.assertIsNone(gate["baseline"])
        self.promote(alias="candidate")
        self.assertIn(": no baseline yet: no version of flights is production", self.verdict()["reason"])
        self.project.call("model", "promote", "flights")
        gate = self.verdict()
        self.assertEqual((gate["verdict"], gate["reason"]), ("pass", "auc 0.8: the candidate is production v1.0.0"))
        self.project.write("quality", "0.7\n")
        gate = self.verdict(code=3)
        self.assertEqual(gate["reason"], "auc 0.7 is 0.1 below production v1.0.0 (0.8), more than 0.02")
        self.assertEqual((gate["baseline"]["version"], gate["baseline"]["value"], gate["baseline"]["run"]),
                         ("v1.0.0", 0.8, record["id"]))
        self.gate("'alias:candidate', max_drop: 0.02")
        self.assertEqual(self.verdict(code=3)["baseline"]["name"], "alias:candidate")
        self.gate("production, model: hotels, max_drop: 0.02")
        self.assertIn("no version of hotels is production", self.verdict()["reason"])

    def test_production_is_what_the_alias_points_to_now(self):
        self.run_pipeline()
        self.promote()
        self.project.write("quality", "0.9\n")
        self.run_pipeline()
        self.promote("v1.1.0")
        self.project.write("quality", "0.85\n")
        self.assertEqual(self.verdict(code=3)["baseline"]["version"], "v1.1.0")
        self.project.call("model", "promote", "flights@v1.0.0")
        self.assertEqual(self.verdict()["baseline"]["version"], "v1.0.0")

    def test_a_shallow_clone_decides_nothing_until_it_has_the_tags(self):
        self.run_pipeline()
        self.promote()
        self.project.write("quality", "0.7\n")
        self.project.commit("worse")
        clone = self.clone("--depth", "1", "--no-tags")
        gate = self.verdict(code=3, project=clone)
        self.assertEqual(gate["verdict"], "undecided")
        self.assertIn("this is a shallow clone", gate["reason"])
        line = gate["reason"].split("this fetches what is missing: ")[1]
        asked = clone.call("gate", "--json", code=3, env={"COUNT": self.count}).json()["gates"]
        self.assertEqual([one["verdict"] for one in asked], ["undecided"])
        done = subprocess.run(line, shell=True, cwd=clone.path, env=clean_environment(**GIT_IDENTITY),
                              capture_output=True, text=True, timeout=PATIENCE_S)
        self.assertEqual(done.returncode, 0, done.stderr)
        # Here the run itself is not known: the tag says what it was evaluated on.
        gate = self.verdict(code=3, project=clone)
        self.assertEqual((gate["verdict"], gate["baseline"]["version"]), ("fail", "v1.0.0"))
        self.assertIn("0.1 below", gate["reason"])

    def test_that_there_is_no_model_is_known_after_the_fetch_alone(self):
        self.run_pipeline()
        clone = self.clone("--depth", "1")
        gate = self.verdict(code=3, project=clone)
        self.assertEqual(gate["verdict"], "undecided")
        line = gate["reason"].split("this fetches what is missing: ")[1]
        done = subprocess.run(line, shell=True, cwd=clone.path, env=clean_environment(**GIT_IDENTITY),
                              capture_output=True, text=True, timeout=PATIENCE_S)
        self.assertEqual(done.returncode, 0, done.stderr)
        gate = self.verdict(project=clone)
        self.assertEqual((gate["verdict"], gate["reason"]), ("pass", "auc 0.8: no baseline yet: no model is registered"))

    def test_without_git_there_is_no_model_either(self):
        project = Project(self)
        for name in ("pipeline.yaml", "evaluate.sh", "helper.sh", "params.yaml", "quality", "test.csv"):
            project.write(name, self.project.read(name))
        self.assertIn(": no baseline yet: no model is registered", self.verdict(project=project)["reason"])

    def test_a_shallow_clone_that_has_the_tags_decides(self):
        self.run_pipeline()
        self.promote()
        self.project.write("quality", "0.7\n")
        self.project.commit("worse")
        clone = self.clone("--depth", "1")
        clone.git("fetch", "-q", "--depth", "1", "origin", "refs/tags/*:refs/tags/*")
        self.assertEqual(self.verdict(code=3, project=clone)["verdict"], "fail")

    def test_other_data_fails_warns_or_evaluates(self):
        self.run_pipeline()
        self.promote()
        self.project.write("quality", "0.79\n")
        self.project.write("test.csv", "1\n2\n3\n")
        gate = self.verdict(code=3)
        self.assertEqual(gate["reason"], "auc 0.69: not comparable: production was evaluated on another test.csv")
        self.gate("production, max_drop: 0.02, on_incomparable: warn")
        self.assertEqual(self.verdict()["verdict"], "warn")
        self.gate("production, max_drop: 0.02, on_incomparable: evaluate")
        self.assertIn("that takes a run", self.project.call("gate", code=3).out)
        before = self.project.tree(state=False)
        gate = self.verdict()
        # 0.8 on two lines is 0.7 on three: the candidate's 0.69 is as good as that.
        self.assertEqual((gate["verdict"], gate["value"]), ("pass", 0.69))
        self.assertEqual((gate["baseline"]["value"], gate["baseline"]["evaluated"]), (0.7, True))
        self.assertEqual(self.project.tree(state=False), before)
        self.assertEqual(self.evaluations(), ["", "", "1"])
        # Computed once; then anybody is told, also without a run.
        self.assertEqual(self.verdict()["verdict"], "pass")
        self.assertEqual(self.project.call("gate", env={"COUNT": self.count}).code, 0)
        self.assertEqual(self.evaluations(), ["", "", "1"])

    def test_what_is_edited_and_not_committed_evaluates_too(self):
        self.run_pipeline()
        self.promote()
        self.project.write("quality", "0.5\n")
        self.project.write("test.csv", "1\n2\n3\n")
        self.project.append("evaluate.sh", "sed -i 's/}/, \"n\": 1}/' eval.json\n")
        self.project.write("params.yaml", "factor: 2\n")
        self.gate("production, max_drop: 0.02, on_incomparable: evaluate")
        gate = self.verdict(code=3)
        self.assertIn("auc 0.4 is 0.3 below production v1.0.0 (0.7)", gate["reason"])
        self.assertIn("evaluated anew", gate["reason"])

    def test_an_evaluation_ends_with_the_run_that_asks(self):
        self.run_pipeline()
        self.promote()
        self.project.write("quality", "0.9\n")
        self.project.write("test.csv", "1\n2\n3\n")
        self.gate("production, max_drop: 0.02, on_incomparable: evaluate")
        begun, away = Project(self), Project(self)
        self.project.append("evaluate.sh", f'if test "$MLPIPE_REPLAY"; then echo $$ > {begun.at("pid")}; sleep 300; fi\n')
        process = self.project.start("run", env={"COUNT": self.count, "TMPDIR": away.path})
        wait_until(lambda: begun.exists("pid") and begun.read("pid"), "the evaluation runs")
        self.assertEqual(len(os.listdir(away.path)), 1)
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.project.finish(process).code, 130)
        self.assertFalse(Project.is_running(int(begun.read("pid"))))
        self.assertEqual(os.listdir(away.path), [])

    def test_an_evaluation_that_cannot_be_is_not_decided(self):
        self.run_pipeline()
        self.promote()
        self.project.write("quality", "0.9\n")
        self.project.write("test.csv", "1\n2\n3\n")
        self.gate("production, max_drop: 0.02, on_incomparable: evaluate")
        self.project.append("evaluate.sh", 'test -z "$MLPIPE_REPLAY"\n')
        gate = self.verdict(code=3)
        self.assertEqual(gate["verdict"], "undecided")
        self.assertIn("the command exited with 1", gate["reason"])
        self.project.edit("evaluate.sh", 'test -z "$MLPIPE_REPLAY"\n', "")
        clone = self.clone()
        clone.write("quality", "0.9\n")
        clone.write("test.csv", "1\n2\n3\n")
        clone.pipeline(PIPELINE % "production, max_drop: 0.02, on_incomparable: evaluate")
        gate = self.verdict(code=3, project=clone)
        self.assertIn("it is not in the store", gate["reason"])


if __name__ == "__main__":
    main()
