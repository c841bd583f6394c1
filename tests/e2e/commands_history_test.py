#!/usr/bin/env python3
"""The commands that tell of past runs: runs, show, logs."""
import os
import signal
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
from commands_support import CommandCase  # noqa: E402
from project import MLPIPE  # noqa: E402


class History(CommandCase):
    def setUp(self):
        super().setUp()
        self.numbers()

    def test_nothing_yet(self):
        self.assertEqual(self.call("runs"), ("", "No runs yet; 'mlpipe run' makes the first.\n"))
        self.assertEqual(self.json("runs"), {"runs": []})
        self.assertIn("no run yet", self.call("show", code=2)[1])
        self.assertIn("not been executed", self.call("logs", "prepare")[1])
        self.assertIn("did you mean 'prepare'?", self.call("logs", "prepar", code=2)[1])

    def test_list_newest_first_and_filters(self):
        self.call("run", "--name", "base")
        self.write("params.yaml", "prepare:\n  order: other\n")
        self.call("run")
        os.remove(self.path("pipeline.yaml"))  # none of these needs it
        runs = self.json("runs")["runs"]
        self.assertEqual(len(runs), 2)
        self.assertGreater(runs[0]["id"], runs[1]["id"])
        self.assertEqual(runs[1]["name"], "base")
        self.assertEqual(runs[1]["counts"]["ran"], 2)

        def ids(*words):
            return [run["id"] for run in self.json("runs", *words)["runs"]]
        self.assertEqual(ids("--name", "base"), [runs[1]["id"]])
        self.assertEqual(ids("--limit", "1"), [runs[0]["id"]])
        self.assertEqual(ids("--stage", "largest"), [runs[1]["id"]], "the second run only skipped it")
        self.assertEqual(ids("--status", "failed"), [])
        self.assertEqual(len(ids("--since", "1h")), 2)
        self.assertEqual(ids("--since", "2200-01-01"), [])
        self.call("runs", "--since", "2025", code=2)
        self.call("runs", "--since", "yesterday", code=2)
        self.call("runs", "--status", "faild", code=2)
        self.assertEqual(self.call("runs", "--name", "none"), ("", "No run matches.\n"))
        lines = self.out("runs").split("\n")
        self.assertTrue(lines[1].startswith(runs[0]["id"]))
        self.assertIn("1 ran", lines[1])

    def test_show(self):
        self.call("run", "--note", "first of all")
        run = self.json("show")
        self.assertEqual(run["status"], "succeeded")
        self.assertEqual(run["note"], "first of all")
        self.assertEqual(self.json("show", run["id"][:14]), run)
        stage = self.json("show", "--stage", "prepare")
        self.assertEqual((stage["run"], stage["status"]), (run["id"], "ran"))
        self.assertEqual(stage["record"]["inputs"]["parameters"][0]["value"], "ascending")
        text = self.out("show", "--stage", "prepare")
        for part in ("sort -n numbers.txt", "params.yaml:prepare.order", "sorted.txt", stage["key"]):
            self.assertIn(part, text)
        self.assertIn("first of all", self.out("show"))
        self.call("show", "9", code=2)
        self.assertIn("did you mean 'prepare'?", self.call("show", "--stage", "prepar", code=2)[1])

    def test_a_beginning_that_fits_two_runs(self):
        self.call("run")
        self.call("run", "--force")
        self.assertIn("ambiguous", self.call("show", "2", code=2)[1])

    def test_logs_are_the_bytes_that_the_stage_wrote(self):
        self.write("pipeline.yaml", "stages:\n  speak:\n    cmd: printf 'a\\377\\r\\033[1mb'; cat numbers.txt\n"
                                    "    deps: [numbers.txt]\n  quiet: {cmd: 'true'}\n")
        self.call("run")
        first = self.json("show")["id"]
        out = self.out("logs", "speak").encode("utf-8", "surrogateescape")
        self.assertEqual(out, b"a\xff\r\x1b[1mb3\n1\n2\n")
        self.assertIn("text_base64", self.json("logs", "speak"))
        self.assertEqual(self.call("logs", "quiet"), ("", f"Stage 'quiet' wrote nothing in run {first}.\n"))
        self.write("numbers.txt", "7\n")
        self.call("run")
        self.assertIn("7\n", self.out("logs", "speak"))
        self.assertNotIn("7\n", self.out("logs", "speak", first))
        self.assertIn("was skipped", self.call("logs", "quiet", "latest")[1])

    def test_a_killed_run_counts_as_interrupted(self):
        self.write("pipeline.yaml", "stages:\n  slow:\n    cmd: echo begun; sleep 60\n")
        run = self.start_slow_run()
        run.kill()
        run.wait()
        self.assertEqual(self.json("runs")["runs"][0]["status"], "interrupted")
        self.assertEqual(self.json("runs", "--status", "running"), {"runs": []})
        self.assertEqual(len(self.json("runs", "--status", "interrupted")["runs"]), 1)
        self.assertEqual(self.json("show")["executions"][0]["status"], "interrupted")
        self.assertEqual(self.out("logs", "slow", "-f"), "begun\n", "there is nothing to wait for")

    def start_slow_run(self):
        run = subprocess.Popen([MLPIPE, "run"], cwd=self.root, env=self.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: run.poll() is None and (run.kill(), run.wait()))
        self.wait_for(lambda: "begun" in self.call("logs", "slow")[0])
        return run

    def wait_for(self, true, seconds=30):
        end = time.monotonic() + seconds
        while not true():
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.05)

    def test_following_a_stage_to_its_end(self):
        self.write("pipeline.yaml", "stages:\n  slow:\n    cmd: |\n      echo begun\n"
                                    "      while ! test -e go; do sleep 0.05; done\n      echo ended\n")
        run = self.start_slow_run()
        self.assertEqual(self.json("runs")["runs"][0]["status"], "running")
        follower = subprocess.Popen([MLPIPE, "logs", "slow", "-f"], cwd=self.root, env=self.environment,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(follower.stdout.readline(), b"begun\n")
        self.assertIsNone(follower.poll())
        self.write("go", "")
        out, _ = follower.communicate(timeout=30)
        self.assertEqual((out, follower.returncode), (b"ended\n", 0))
        self.assertEqual(run.wait(timeout=30), 0)

    def test_following_stops_at_an_interrupt(self):
        self.write("pipeline.yaml", "stages:\n  slow:\n    cmd: echo begun; sleep 60\n")
        run = self.start_slow_run()
        follower = subprocess.Popen([MLPIPE, "logs", "slow", "-f"], cwd=self.root, env=self.environment,
                                    stdout=subprocess.PIPE)
        self.assertEqual(follower.stdout.readline(), b"begun\n")
        follower.send_signal(signal.SIGINT)
        follower.communicate(timeout=30)
        self.assertEqual(follower.returncode, 130)
        self.assertIsNone(run.poll(), "the run is none of its business")
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(timeout=30), 130)


TUNE = """\
name: tune
stages:
  prepare:
    cmd: cp numbers.txt sorted.txt
    deps: [numbers.txt]
    outs: [sorted.txt]
  train:
    cmd: |
      cat sorted.txt params.yaml > model.txt
      sed -n 's/.*lr: \\(.*\\)/{"auc": \\1, "n": 3}/p' params.yaml > eval.json
    deps: [sorted.txt]
    params: [lr, seed]
    outs: [model.txt]
    metrics: [eval.json]
"""


class Table(CommandCase):
    def setUp(self):
        super().setUp()
        self.write("pipeline.yaml", TUNE)
        self.write("numbers.txt", "1\n")
        self.runs = []
        for rate in ("0.25", "0.75", "0.5"):
            self.write("params.yaml", f"lr: {rate}\nseed: 7\n")
            self.runs.append(self.json("run", "--name", "lr" + rate)["id"])

    def ids(self, *words):
        return [run["id"] for run in self.json("runs", *words)["runs"]]

    def test_parameters_and_metrics_of_runs(self):
        a, b, c = self.runs
        newest = self.json("runs")["runs"][0]
        self.assertEqual(newest["metrics"], {"eval.json:auc": 0.5, "eval.json:n": 3.0})
        self.assertEqual(newest["parameters"], {"params.yaml:lr": 0.5, "params.yaml:seed": 7})
        self.assertEqual(newest["commit"], self.json("show", c).get("commit"))
        self.assertEqual(self.ids("--metric", "auc>0.3"), [c, b])
        self.assertEqual(self.ids("--metric", "auc>0.3", "--metric", "eval.json:auc != 0.75"), [c])
        self.assertEqual(self.ids("--sort", "-auc"), [b, c, a])
        self.assertEqual(self.ids("--sort", "lr", "--limit", "2"), [a, c])
        self.assertEqual(self.ids("--branch", "none"), [])
        self.assertIn("did you mean 'auc'?", self.call("runs", "--metric", "acu>1", code=2)[1])
        self.call("runs", "--sort", "nothing", code=2)
        self.call("runs", "--csv", "--json", code=2)
        title = self.out("runs").split("\n")[0].split()
        self.assertLess(title.index("lr"), title.index("stages"), "it differs")
        self.assertLess(title.index("stages"), title.index("seed"), "it does not")
        self.assertEqual(self.out("runs", "--columns", "name,auc", "--csv").split("\n")[0], "name,eval.json:auc")
        self.assertIn("| lr0.5 |", self.out("runs", "--md"))
        self.assertIn("eval.json:auc", self.out("show"))
        # A later run that skipped the stage shows its values all the same.
        self.write("pipeline.yaml", TUNE + "  more: {cmd: echo more > more.txt, outs: [more.txt]}\n")
        self.call("run")
        self.assertEqual(self.json("runs")["runs"][0]["metrics"]["eval.json:auc"], 0.5)
        self.assertEqual(self.json("show", "--stage", "train")["metrics"], {"eval.json:auc": 0.5, "eval.json:n": 3})

    def test_pruning(self):
        a, b, c = self.runs
        self.call("runs", "prune", code=2)
        self.call("runs", "prune", "--keep", "1", code=2)  # there is no terminal to ask at
        planned = self.json("runs", "prune", "--keep", "0", "--dry-run")
        self.assertEqual(planned, {"runs": [b], "needed": 2, "removed": False})
        self.assertEqual(len(self.ids()), 3)
        self.assertTrue(os.path.isdir(self.path(".mlpipe", "runs", b)))
        self.assertEqual(self.json("runs", "prune", "--older-than", "1d", "--yes")["runs"], [])
        self.assertEqual(self.json("runs", "prune", "--status", "failed", "--yes")["runs"], [])
        self.assertTrue(self.json("runs", "prune", "--keep", "0", "--yes")["removed"])
        self.assertEqual(self.ids(), [c, a], "the lock stands for what the first run prepared")
        self.assertFalse(os.path.exists(self.path(".mlpipe", "runs", b)))
        self.assertEqual(self.json("verify")["ok"], True)
        self.assertEqual([s["decision"] for s in self.json("status")["stages"]], ["skip", "skip"])

    def test_pruning_takes_the_run_commits(self):
        def git(*words):
            return subprocess.run(["git", "-C", self.root, *words], env=self.environment, capture_output=True,
                                  text=True, check=True).stdout
        git("init", "-q")
        for rate in ("1", "2"):
            self.write("params.yaml", f"lr: {rate}\nseed: 7\n")
            self.call("run")
        commits = {run["id"]: run["commit"] for run in self.json("runs")["runs"] if run["commit"]}

        def kept():
            return git("for-each-ref", "--format=%(refname:lstrip=3)", "refs/mlpipe/runs").split()
        self.assertLessEqual(set(self.ids()[:2]), set(commits))
        self.assertIn(self.ids()[1], kept())
        self.call("runs", "prune", "--keep", "0", "--yes")
        self.assertLessEqual(set(kept()), set(self.ids()))
        self.assertIn(self.ids()[0], kept())


if __name__ == "__main__":
    unittest.main()
