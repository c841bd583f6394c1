"""The example's pull request with a worse model, as its reviewer gets it: a failed job, a comment and a report."""
import os
import re
import shutil
import unittest

import browser
from action_support import SOURCE, ActionCase
from project import main

ENVIRONMENT = os.environ.get("FLIGHTS_ENVIRONMENT", "")
# A part of the year and fewer iterations say the same in less time. Threads that spin while they wait are slow beside others.
LESS = (("archive.txt", "8", "3"), ("params.yaml", "test_months: 2", "test_months: 1"),
        ("params.yaml", "max_iter: 100", "max_iter: 40"))
PATIENT = {"OMP_WAIT_POLICY": "passive"}
GATE = '      - {metric: "metrics/eval.json:auc", baseline: production, max_drop: 0.01, on_incomparable: evaluate}'


@unittest.skipUnless(os.path.exists(ENVIRONMENT), "the example's Python environment, which scripts/test makes, is not there")
class Flights(ActionCase):
    def setUp(self):
        super().setUp()
        programs = os.path.join(ENVIRONMENT, "bin")
        self.runner.paths.append(programs)
        shutil.copytree(os.path.join(SOURCE, "pipelines/flights"), self.project.path, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("__pycache__"))
        for name, old, new in LESS:
            self.project.edit(name, old, new)
        self.project.git("config", "user.name", "Ada")
        self.project.git("config", "user.email", "ada@example.org")
        self.project.call("remote", "add", "lab", os.path.join(self.place, "lab"))
        self.project.commit("The flights example")
        path = ":".join([os.path.dirname(os.environ["MLPIPE"]), programs, os.environ["PATH"]])
        for target in ("train", "evaluate", "deploy", "monitor"):
            self.project.call("run", target, env={"PATH": path, **PATIENT})
        self.project.commit("The model in production")
        self.push("main", "--tags")
        self.project.call("push")

    def test_a_worse_model_is_stopped_with_its_reasons(self):
        self.project.git("checkout", "-q", "-b", "faster")
        self.project.edit("params.yaml", "max_iter: 40", "max_iter: 1")
        self.project.commit("Train faster")
        self.push("faster", "faster:refs/pull/7/merge")
        job = self.pull_request(inputs={"remote": "lab", "push-runs": "true"}, **PATIENT)
        self.assert_job(job, "failure")
        (warning,) = job.said("warning")
        self.assertIn("calibration_error", warning)
        self.assertEqual((job.outputs["status"], job.outputs["gates-passed"]), ("failed", "false"))
        line = self.project.lines("pipeline.yaml").index(GATE) + 1
        at_gate = [text for kind, where, text in job.annotations
                   if kind == "error" and (where.get("file"), where.get("line")) == ("pipeline.yaml", str(line))]
        self.assertEqual(len(at_gate), 1, job)
        self.assertIn("below production v0.0.1", at_gate[0])
        (comment,) = self.server.own(7)
        self.assertRegex(comment, r"\| metrics/eval.json:auc \| 0\.7\d+ \| 0\.7\d+ \| -0\.0\d+ .*worse \| 0\.7\d+ \|")
        self.assertIn("production v0.0.1", comment)
        self.look_at(job.outputs["report-path"])

        again = self.pull_request(inputs={"remote": "lab"}, **PATIENT)
        self.assert_job(again, "failure")
        ran = self.clone.call("show", again.outputs["run-id"], "--json").json()["executions"]
        self.assertEqual({one["status"] for one in ran if one["stage"] != "deploy"}, {"restored"})

    def look_at(self, page):
        with open(page, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("below production v0.0.1", text)
        # Nothing is loaded from elsewhere.
        self.assertEqual(re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"?https?:", text), [])
        if browser.BROWSER is not None:
            elements, console = browser.look_at(self, page)
            self.assertIn("below production v0.0.1", elements.text)
            self.assertEqual(console, [])


if __name__ == "__main__":
    main()
