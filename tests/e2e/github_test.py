"""`mlpipe run` as a step of GitHub Actions: the log, annotations, the job's summary and the step's outputs."""
import hashlib
import json
import os
import re
import signal
import tempfile
import unittest

from github_runner import GithubRunner, Log
from project import MLPIPE, Project, main, remove_tree, wait_until

PIPELINE = """\
name: flights
stages:
  prepare:
    cmd: cp raw.csv data.csv
    deps: [raw.csv]
    outs: [data.csv]
  train:
    cmd: sh train.sh
    deps: [train.sh, data.csv]
    outs: [model]
    metrics: [{loss.json: {cache: false}}]
  evaluate:
    cmd: sh evaluate.sh
    deps: [evaluate.sh, model]
    metrics: [{eval.json: {cache: false}}]
    gates:
      - {metric: auc, min: 0.7}
      - {metric: auc, min: 0.95, severity: warn}
  monitor:
    cmd: sh monitor.sh
    deps: [monitor.sh]
    metrics: [{drift.json: {cache: false}}]
    gates: [{metric: share, max: 0.3}]
"""
GATE, SOFT_GATE = (PIPELINE.split("\n").index(f"      - {{metric: auc, min: {limit}}}") + 1
                   for limit in ("0.7", "0.95, severity: warn"))
TRAIN = PIPELINE.split("\n").index("  train:") + 1
OUTPUTS = {"status", "run-id", "commit", "gates-passed", "metrics-json", "model-digest", "drift-detected"}
# Nothing of this may be obeyed, wherever it is printed.
HOSTILE = ["::error file=a::forged", "  ::set-output name=status::forged", "##[error]forged", "x ##[set-env name=A]b",
           "::stop-commands::mine", "::mine::", "::endgroup::", "::add-mask::e"]


class GithubCase(unittest.TestCase):
    def setUp(self):
        self.project = Project(self, git=True)
        self.write("pipeline.yaml", PIPELINE)
        self.write("train.sh", "echo epoch 1; echo model > model; echo '{\"loss\": 0.5}' > loss.json\n")
        self.write("raw.csv", "1\n")
        self.measure(0.8)
        self.drift(0.1)
        self.project.commit("begin")
        self.files = tempfile.mkdtemp(prefix="mlpipe-e2e-")
        self.addCleanup(remove_tree, self.files)
        self.new_step()

    def new_step(self):
        self.runner = GithubRunner(self.project.path, self.files)

    def write(self, name, text):
        self.project.write("ml/" + name, text)

    def measure(self, auc):
        self.write("evaluate.sh", f"echo '{{\"auc\": {auc}}}' > eval.json\n")

    def drift(self, share):
        self.write("monitor.sh", f"echo '{{\"share\": {share}}}' > drift.json\n")

    def call(self, *words, code=0, **environment):
        """mlpipe below the root of the checkout; what it printed, as the runner reads it."""
        result = self.project.call(*words, code=code, cwd=self.project.at("ml"),
                                   env={**self.runner.environment, **environment})
        log = Log(result.out + result.err)
        self.assertFalse(log.fenced_at_the_end, result)
        return log


class Run(GithubCase):
    def test_a_good_run(self):
        log = self.call("run", "-j1")
        self.assertEqual(set(log.groups), {"prepare", "train", "evaluate", "monitor"})
        self.assertIn("train | epoch 1", log.groups["train"])
        self.assertEqual(log.annotations("error"), [])
        ((place, message),) = log.annotations("warning")
        self.assertEqual((place["file"], place["line"]), ("ml/pipeline.yaml", str(SOFT_GATE)))
        self.assertEqual(message, "eval.json:auc: auc 0.8 < 0.95")

        outputs = self.runner.outputs()
        record = self.project.call("show", "--json", cwd=self.project.at("ml")).json()
        self.assertEqual(set(outputs), OUTPUTS)
        self.assertEqual((outputs["status"], outputs["gates-passed"], outputs["drift-detected"]),
                         ("succeeded", "true", "false"))
        self.assertEqual((outputs["run-id"], outputs["commit"]), (record["id"], record["commit"]))
        self.assertEqual(json.loads(outputs["metrics-json"]),
                         {"eval.json:auc": 0.8, "loss.json:loss": 0.5, "drift.json:share": 0.1})
        self.assertEqual(outputs["model-digest"], hashlib.sha256(b"model\n").hexdigest())

        summary = self.runner.summary_text()
        self.assertTrue(summary.startswith("### ✅ flights\n\n**The run succeeded: 4 ran.**\n"), summary)
        for part in ("| pass | evaluate | eval.json:auc | 0.8 | min | 0.7 |", "```mermaid\n", "The same as text"):
            self.assertIn(part, summary)

        # Nothing to do: nothing is recorded, and the step says the same of the model.
        self.new_step()
        log = self.call("run")
        self.assertEqual(log.groups, {})
        self.assertIn("Everything is up to date (4 stages", "\n".join(log.text))
        again = self.runner.outputs()
        self.assertEqual(again, {**outputs, "run-id": "", "commit": ""})
        self.assertIn("**Everything was up to date", self.runner.summary_text())

    def test_a_worse_model(self):
        self.call("run")
        self.new_step()
        self.measure(0.6)
        log = self.call("run", code=3)
        ((place, message),) = log.annotations("error")
        self.assertEqual(place, {"file": "ml/pipeline.yaml", "line": str(GATE), "col": "9",
                                 "title": "gate of evaluate failed"})
        self.assertEqual(message, "eval.json:auc: auc 0.6 < 0.7")
        outputs = self.runner.outputs()
        self.assertEqual((outputs["status"], outputs["gates-passed"]), ("failed", "false"))
        summary = self.runner.summary_text()
        self.assertIn("**The gate of evaluate failed: auc 0.6 \\< 0.7; the model is worse than the previous run "
                      "(auc 0.6, was 0.8).**", summary)
        self.assertIn("| eval.json:auc | 0.6 | 0.8 | -0.2 (-25 %) worse |", summary)

    def test_drift(self):
        self.drift(0.5)
        self.call("run", code=3)
        self.assertEqual(self.runner.outputs()["drift-detected"], "true")
        self.new_step()
        self.write("monitor.sh", "exit 5\n")
        self.call("run", code=1)
        self.assertEqual(self.runner.outputs()["drift-detected"], "true")

    def test_a_drift_document_needs_no_gate(self):
        self.write("monitor.sh", "echo '{\"drift\": true, \"share\": 0.2, \"columns\": [{\"name\": \"delay\", \"verdict\": \"drift\"}]}' > drift.json\n")
        self.call("run")
        self.assertEqual(self.runner.outputs()["drift-detected"], "true")

    def test_a_stage_that_fails(self):
        self.write("train.sh", "echo 'KeyError: \"100 %\"' >&2; exit 3\n")
        log = self.call("run", code=1)
        ((place, message),) = log.annotations("error")
        self.assertEqual((place["line"], place["title"]), (str(TRAIN), "stage train failed"))
        self.assertRegex(message, r'^the command exited with 3 .*\nKeyError: "100 %"$')
        outputs = self.runner.outputs()
        self.assertEqual((outputs["status"], outputs["model-digest"]), ("failed", ""))

    def test_nothing_that_a_stage_prints_is_obeyed(self):
        self.write("hostile", "".join(line + "\n" for line in HOSTILE) + "a\r::error::forged\n")
        self.write("train.sh", "cat hostile; cat hostile >&2; exit 1\n")
        for words in (["run"], ["run", "--json"]):
            log = self.call(*words, code=1)
            self.assertEqual([name for name, _, _ in log.commands if name in ("add-mask", "set-output", "set-env")], [])
            self.assertEqual(len(log.annotations("error")), 0 if "--json" in words else 1)
            self.assertEqual(sum("train | " + HOSTILE[0] in line for line in log.text), 2)
            self.assertEqual(len(set(log.tokens)), len(log.tokens))
            for token in log.tokens:
                self.assertRegex(token, "^[0-9a-f]{32}$")
            self.assertEqual(self.runner.outputs()["status"], "failed")

    def test_json_is_a_document_here_too(self):
        result = self.project.call("run", "--json", cwd=self.project.at("ml"), env=self.runner.environment)
        self.assertEqual(result.json()["id"], self.runner.outputs()["run-id"])
        self.assertEqual(Log(result.err).commands, [])

    def test_an_invalid_pipeline(self):
        self.write("pipeline.yaml", PIPELINE.replace("    deps: [raw.csv]", "    dpes: [raw.csv]"))
        log = self.call("run", code=2)
        self.assertEqual(log.annotations("error"), [
            ({"file": "ml/pipeline.yaml", "line": "5", "col": "5"},
             "ml/pipeline.yaml:5:5: unknown key 'dpes' in stage 'prepare' (did you mean 'deps'?)")])
        outputs = self.runner.outputs()
        self.assertEqual(outputs, {**dict.fromkeys(OUTPUTS, ""), "status": "failed"})

    def test_a_run_that_is_interrupted(self):
        self.write("train.sh", "touch started; sleep 600\n")
        process = self.project.start("run", cwd=self.project.at("ml"), env=self.runner.environment)
        wait_until(lambda: self.project.exists("ml/started"), "train has started")
        process.send_signal(signal.SIGINT)
        result = self.project.finish(process)
        self.assertEqual(result.code, 130, result)
        self.assertFalse(Log(result.out).fenced_at_the_end)
        self.assertEqual(self.runner.outputs()["status"], "interrupted")
        self.assertIn("**The run was interrupted at train", self.runner.summary_text())


class Files(GithubCase):
    def test_files_that_cannot_be_written_are_a_warning(self):
        log = self.call("run", GITHUB_OUTPUT="/proc/none/output", GITHUB_STEP_SUMMARY=self.files)
        messages = [message for place, message in log.annotations("warning") if not place]
        self.assertEqual(len(messages), 2)
        self.assertIn("(GITHUB_OUTPUT)", messages[0])
        self.assertIn("(GITHUB_STEP_SUMMARY)", messages[1])

    def test_the_summary_stays_below_what_github_takes(self):
        for there, kept in ((10, "```mermaid"), (998_000, "Too long for this place: "), (999_900, "# mine")):
            with open(self.runner.summary, "w", encoding="utf-8") as file:
                file.write("# mine\n" + "x" * (there - 8) + "\n")
            log = self.call("run", "--force")
            self.assertLess(os.path.getsize(self.runner.summary), 1_000_000)
            self.assertTrue(self.runner.summary_text().startswith("# mine\n"))
            self.assertIn(kept, self.runner.summary_text())
            self.assertEqual(any("no room" in message for _, message in log.annotations("warning")), there == 999_900)

    def test_names_and_logs_do_not_leave_their_place_in_the_summary(self):
        self.write("pipeline.yaml", PIPELINE.replace("name: flights", 'name: "</details>|`[x](y) @someone"'))
        self.write("train.sh", "printf '```\\n</details>\\n@someone\\n'; exit 1\n")
        self.call("run", code=1)
        summary = self.runner.summary_text()
        self.assertIn("\\</details>\\|\\`\\[x\\](y) @&#8203;someone", summary)
        self.assertIn("````text\n```\n</details>\n@someone\n````\n", summary)

    def test_a_run_within_a_stage_leaves_the_job_alone(self):
        inner = "stages:\n  a:\n    cmd: echo '::error::inner'\n"
        self.write("inner/pipeline.yaml", inner)
        self.write("train.sh", f"cd inner; mkdir -p .mlpipe; env -u MLPIPE_ROOT {MLPIPE} run; cd ..; echo model > model\n"
                               "echo '{\"loss\": 0.5}' > loss.json\n")
        log = self.call("run")
        self.assertEqual(log.annotations("error"), [])
        self.assertIn("train | a | ::error::inner", log.groups["train"])
        with open(self.runner.output, encoding="utf-8") as file:
            self.assertEqual(len(re.findall("^status<<", file.read(), re.M)), 1)
        self.assertEqual(len(re.findall("^### ", self.runner.summary_text(), re.M)), 1)


if __name__ == "__main__":
    main()
