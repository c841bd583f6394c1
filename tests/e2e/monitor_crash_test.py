#!/usr/bin/env python3
"""A watch that is killed at its system calls, and started again."""
import json
import sys
import unittest

sys.dont_write_bytecode = True
from killing import KilledProject  # noqa: E402
from monitor_support import TELL, ended_looks, feed, set_up, told  # noqa: E402
from project import main  # noqa: E402

STATE = ".mlpipe/monitor/pipeline.yaml/state.json"
# Most of a look is a run, whose own crash test is elsewhere.
CHANGES_STRIDE = 20


class Killed(unittest.TestCase):
    def setUp(self):
        self.project = KilledProject(self, git=True)
        set_up(self.project)
        self.project.call("run", "train")
        feed(self.project, 2.5)

    def state(self):
        return json.loads(self.project.read(STATE)) if self.project.exists(STATE) else None

    def is_done(self):
        state = self.state()
        return bool(state and state["slot"] and not state["pending"] and not state["begun"] and not state["retraining"])

    def kill_at_each(self, words, check):
        self.project.keep()
        calls = self.project.calls(words, 0, CHANGES_STRIDE, self.is_done)
        self.assertGreater(len(calls), 10)
        hits = 0
        for call in calls:
            with self.subTest(call=call):
                self.project.put_back()
                hits += self.project.kill_at(call, words, self.is_done)
                for _ in range(2):
                    self.project.traced(["-o", "/dev/null", "-e", "trace=none"], words, self.is_done)
                check()
        print(f"{len(calls)} calls, killed at {hits}", flush=True)
        self.assertGreater(hits, len(calls) // 2)

    def check_alarm(self):
        looks = ended_looks(self.project)
        self.assertEqual(len(looks), len(set(looks)), "a slot had two runs that ended")
        arrived = {alarm["id"] for alarm in told(self.project) if alarm["kind"] == "alarm"}
        self.assertEqual(arrived, {"alarm-" + min(looks)})
        self.assertEqual(self.state()["pending"], [])

    def test_no_alarm_is_lost_and_no_slot_is_finished_twice(self):
        self.kill_at_each(["monitor", "--every", "1d", "--on-alert", TELL], self.check_alarm)

    def test_a_retraining_is_started_once(self):
        def check():
            self.check_alarm()
            runs = self.project.call("runs", "--json", "--limit", "0").json()["runs"]
            causes = [run["cause"]["alarm"] for run in runs if run["cause"] and run["cause"]["kind"] == "retraining"]
            self.assertEqual(len(causes), 1)
            self.assertIsNone(self.state()["retraining"])

        self.kill_at_each(["monitor", "--every", "1d", "--on-alert", TELL, "--retrain", "train"], check)


if __name__ == "__main__":
    main()
