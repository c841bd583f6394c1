#!/usr/bin/env python3
"""The watch: what it looks at, what it tells, how it ends."""
import json
import os
import signal
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from deployment_support import Site  # noqa: E402
from monitor_support import TELL, ended_looks, feed, set_up, told  # noqa: E402
from project import PATIENCE_S, clean_environment, main, wait_until  # noqa: E402


class Watched(unittest.TestCase):
    def setUp(self):
        self.project = Site(self)
        set_up(self.project)

    def look(self, *arguments, code=0, **options):
        return self.project.call("monitor", "--json", "--on-alert", TELL, *arguments, code=code, **options).json()

    def status(self):
        return self.project.call("monitor", "status", "--json").json()


class Alarms(Watched):
    def test_an_alarm_names_what_is_live_and_the_way_back_which_works(self):
        for content in ("first", "second"):
            self.project.deploy(content)
        feed(self.project, 2.5)
        self.look(code=5)
        (alarm,) = told(self.project)
        self.assertEqual((alarm["kind"], alarm["stages"]), ("alarm", ["monitor"]))
        self.assertEqual(alarm["commit"], self.project.git("rev-parse", "refs/mlpipe/runs/" + alarm["run"]).out.strip())
        (column,) = alarm["columns"]
        self.assertEqual((column["name"], column["reference"], column["current"]), ("temp", 15.5, 2.5))
        self.assertEqual((alarm["live"]["version"], alarm["last_good"]), ("v0.0.2", "v0.0.1"))
        environment = clean_environment(PATH=os.path.dirname(os.environ["MLPIPE"]) + ":" + os.environ["PATH"])
        subprocess.run(["/bin/sh", "-c", alarm["rollback"]], cwd=alarm["directory"], env=environment, check=True,
                       capture_output=True, timeout=PATIENCE_S)
        self.assertEqual(self.project.live(), "first")

    def test_it_is_told_once_and_its_end_once(self):
        feed(self.project, 2.5)
        for _ in range(3):
            self.look(code=5)
        feed(self.project, 15)
        for _ in range(2):
            self.look()
        self.assertEqual([alarm["kind"] for alarm in told(self.project)], ["alarm", "recovery"])

    def test_exit_codes(self):
        self.look()
        feed(self.project, 2.5)
        self.look("--after", "2")
        self.look("--after", "2", code=5)
        self.look("--exit-zero")
        feed(self.project, 15, code=3)
        self.look(code=3)
        feed(self.project, 15, code=1)
        self.look("--exit-zero", code=1)
        feed(self.project, 2.5)
        self.project.call("monitor", "--cooldown", "0", "--on-alert", "echo no such host; false", code=1)
        self.project.call("monitor", "moniter", code=2)
        self.project.call("monitor", "--every", "1h", "--json", code=2)

    def test_the_settings_of_the_pipeline_and_the_text_for_people(self):
        self.project.append("pipeline.yaml", 'monitor: {after: 2, on_alert: \'cat "$MLPIPE_ALARM_TEXT" > mail\'}\n')
        feed(self.project, 2.5)
        self.assertIn("fewer runs than it takes", self.project.call("monitor").out)
        result = self.project.call("monitor", code=5)
        mail = self.project.read("mail")
        self.assertIn(mail, result.out)
        self.assertRegex(mail, r"^ALARM flights, monitor: 1 column drifts, a share of 0.5 \(limit 0.3\)\n")
        self.assertRegex(mail, r"temp +mean +15.5 +2.5 +psi 0.31 \(limit 0.2\) +drift")
        self.assertIn("2 runs in a row", mail)
        self.project.edit("pipeline.yaml", "after: 2", "aftr: 2")
        self.assertIn("did you mean 'after'?", self.project.call("validate", code=2).err)

    def test_a_pipeline_that_was_broken_meanwhile_is_told(self):
        self.look()
        self.project.append("pipeline.yaml", "stages: 3\n")
        self.look(code=2)
        (problem,) = told(self.project)
        self.assertEqual(problem["kind"], "problem")
        self.assertIn("pipeline.yaml:", problem["reasons"][0])


class Silences(Watched):
    def test_a_silence_is_recorded_holds_back_and_can_be_ended(self):
        identity = {"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org"}
        self.project.call("monitor", "silence", "--for", "8h", "--why", "the feed is being moved", env=identity)
        self.project.call("monitor", "silence", "--for", "8h", code=2)
        feed(self.project, 2.5)
        (alarm,) = self.look(code=5)["alarms"]
        self.assertEqual((alarm["silenced"]["by"], alarm["silenced"]["why"]),
                         ("Ada <ada@example.org>", "the feed is being moved"))
        self.assertEqual(told(self.project), [])
        self.assertIn("until ", self.project.call("monitor", "status").out)
        self.assertEqual(self.status()["silence"]["why"], "the feed is being moved")
        self.project.call("monitor", "silence", "--end")
        self.assertIsNone(self.status()["silence"])
        self.look(code=5)
        self.assertEqual(len(told(self.project)), 1)
        status = self.status()
        self.assertEqual([stage["consecutive"] for stage in status["stages"]], [2])
        self.assertEqual([look["outcome"] for look in status["looks"]], ["looked", "looked"])


class Retraining(Watched):
    def test_its_run_says_why_in_each_place(self):
        feed(self.project, 2.5)
        report = self.look("--retrain", "evaluate", code=5)
        run = report["retraining"]["run"]
        cause = {"kind": "retraining", "alarm": report["alarms"][0]["id"], "run": report["run"]}
        self.assertEqual(self.project.call("show", run, "--json").json()["cause"], cause)
        self.assertIn(cause["alarm"], self.project.call("show", run).out)
        self.assertIn(cause["alarm"], self.project.call("runs").out)
        committed = self.project.git("show", f"refs/mlpipe/runs/{run}:.mlpipe/run.json").out
        self.assertEqual(json.loads(committed)["cause"], cause)
        self.assertNotIn("deploy", self.project.lines("started"))
        self.look("--retrain", "evaluate", code=5)
        self.assertEqual(self.project.lines("started").count("train"), 1)

    def test_a_gate_that_fails_holds_the_deployment_back(self):
        self.project.write("auc", "0.6\n")
        feed(self.project, 2.5)
        self.look("--retrain", "deploy", code=3)
        self.assertNotIn("deploy", self.project.lines("started"))
        self.assertEqual([alarm["kind"] for alarm in told(self.project)], ["alarm", "problem"])
        self.assertIn("auc 0.6 < 0.7", told(self.project)[1]["reasons"][0])

    def test_one_that_passes_deploys_where_that_was_asked_for(self):
        feed(self.project, 2.5)
        self.look("--retrain", "deploy", code=5)
        self.assertEqual(self.project.lines("started").count("deploy"), 1)


class Schedule(Watched):
    def test_it_looks_again_and_again_and_ends_when_it_is_told(self):
        feed(self.project, 2.5)
        process = self.project.start("monitor", "--every", "1s", "--on-alert", TELL)
        wait_until(lambda: self.project.lines("started").count("ingest") >= 3, "it has looked three times")
        self.assertTrue(self.status()["watched"])
        self.assertIsNotNone(self.status()["next"])
        self.project.call("monitor", code=7)
        process.send_signal(signal.SIGTERM)
        result = self.project.finish(process)
        self.assertIn(result.code, (0, 130), result)
        self.assertEqual(len(told(self.project)), 1)
        looks = ended_looks(self.project)
        self.assertEqual(len(looks), len(set(looks)))
        self.assertFalse(self.status()["watched"])

    def test_killed_while_a_stage_runs_it_leaves_no_process_and_looks_again(self):
        self.project.edit("pipeline.yaml", "cp feed.json", "test -e fast || { echo $$ > pid; sleep 600; }; cp feed.json")
        process = self.project.start("monitor", "--every", "1h", "--on-alert", TELL)
        wait_until(lambda: self.project.exists("pid") and self.project.read("pid").strip(), "the stage runs")
        stage = int(self.project.read("pid"))
        process.kill()
        process.wait()
        wait_until(lambda: not self.project.is_running(stage), "the stage has ended")
        self.project.write("fast", "")
        feed(self.project, 2.5)
        process = self.project.start("monitor", "--every", "1h", "--on-alert", TELL)
        wait_until(lambda: self.project.exists("told") and not self.status()["pending"], "it was told")
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.project.finish(process).code, 0)
        self.assertEqual(len(ended_looks(self.project)), 1)


if __name__ == "__main__":
    main()
