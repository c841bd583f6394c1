"""The ready workflows after their step with the action: what they propose, release and report. Only `gh` is played."""
import json
import os
import subprocess

import yaml

from action_support import SOURCE, ActionCase
from project import GIT_IDENTITY, PATIENCE_S, main
from runner_expressions import interpolate, is_met

GH = """\
#!/usr/bin/env python3
import json, os, sys
words = [open(word).read() if os.path.isfile(word) and before == "--body-file" else word
         for before, word in zip(sys.argv, sys.argv[1:])]
json.dump({"words": words, "token": os.environ["GH_TOKEN"]}, open(os.environ["SAID"], "w"))
"""


class WorkflowExamples(ActionCase):
    def setUp(self):
        super().setUp()
        self.begin()
        self.said = os.path.join(self.place, "said.json")
        programs = self.runner.fresh("gh")
        with open(os.path.join(programs, "gh"), "w", encoding="utf-8") as file:
            file.write(GH)
        os.chmod(os.path.join(programs, "gh"), 0o755)
        self.runner.paths.append(programs)

    def carry_out(self, name, reference, event, inputs=None, **variables):
        """The step with the action, and those after it, of the only job of a workflow."""
        with open(os.path.join(SOURCE, "examples/github", name), encoding="utf-8") as file:
            (workflow,) = yaml.safe_load(file)["jobs"].values()
        at = next(i for i, step in enumerate(workflow["steps"]) if "mlpipe" in step.get("uses", ""))
        contexts = {"steps": {}, "github": {
            "token": self.server.token, "ref_name": reference.split("/", 2)[2], "repository": "owner/flights",
            "server_url": self.server.url, "run_id": "4001"}}
        given = {key: interpolate(value, contexts) for key, value in workflow["steps"][at]["with"].items()}
        job = self.job(reference, event, inputs={**given, **(inputs or {})})
        contexts["steps"]["mlpipe"] = {"outputs": job.outputs}
        for step in workflow["steps"][at + 1:]:
            if is_met(step.get("if", "success()"), contexts, job.outcome):
                self.run_step(step, job, contexts, variables)
        return job

    def run_step(self, step, job, contexts, variables):
        environment = {"PATH": ":".join([*reversed(job.added_paths), os.environ["PATH"]]), "HOME": self.runner.home,
                       "RUNNER_TEMP": job.temp, "SAID": self.said, "GITHUB_REF_NAME": contexts["github"]["ref_name"],
                       **{name: GIT_IDENTITY[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM")}, **variables,
                       **{key: interpolate(value, contexts) for key, value in step["env"].items()}}
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], cwd=job.workspace, env=environment,
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def gh(self):
        """What gh was asked for; None if it was not."""
        if not os.path.exists(self.said):
            return None
        with open(self.said, encoding="utf-8") as file:
            said = json.load(file)
        self.assertEqual(said["token"], self.server.token)
        return said["words"]

    def test_retraining_proposes_what_is_new(self):
        self.carry_out("retraining.yml", "refs/heads/main", "schedule")
        self.assertIsNone(self.gh(), "nothing is new")
        self.project.write("quality", "0.9\n")
        self.project.commit("fresh data")
        self.push("main")
        job = self.carry_out("retraining.yml", "refs/heads/main", "schedule")
        words = self.gh()
        self.assertEqual(words[:4], ["pr", "create", "--base", "main"])
        self.assertIn("| eval.json:auc | 0.9 | 0.8 |", words[-1])
        branch = "retraining/" + job.outputs["run-id"]
        self.project.git("fetch", "-q", "origin", branch)
        changed = self.project.git("diff", "--name-only", "main", "FETCH_HEAD").out.split()
        self.assertEqual(changed, ["eval.json", "pipeline.yaml.lock"])

    def test_monitoring_opens_an_issue_when_a_gate_fails(self):
        inputs = {"targets": "evaluate"}
        self.assert_job(self.carry_out("monitoring.yml", "refs/heads/main", "schedule", inputs), "success")
        self.assertIsNone(self.gh())
        self.propose("0.7")
        job = self.carry_out("monitoring.yml", "refs/heads/worse", "schedule", inputs)
        self.assert_job(job, "success")
        self.assertEqual(self.gh()[:2], ["issue", "create"])
        self.assertIn(job.outputs["run-id"], self.gh()[-1])

    def test_a_tag_becomes_a_version_and_a_release(self):
        self.project.write("quality", "0.9\n")
        self.project.commit("a better model")
        self.project.git("tag", "v1.2.0")
        self.push("main", "v1.2.0")
        job = self.carry_out("release.yml", "refs/tags/v1.2.0", "push", NAME="flights", MODEL="model.bin")
        self.assert_job(job, "success")
        self.assertEqual(self.gh(), ["release", "create", "v1.2.0", "--verify-tag", "--generate-notes", "model.bin",
                                     job.outputs["report-path"]])
        self.project.git("fetch", "-q", "--tags", "origin")
        shown = self.project.call("model", "show", "flights@v1.2.0", "--json").json()
        self.assertEqual((shown["run"], shown["metrics"]), (job.outputs["run-id"], {"eval.json:auc": 0.9}))


if __name__ == "__main__":
    main()
