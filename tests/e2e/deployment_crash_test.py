"""Deployments and rollbacks that are killed at their system calls, by strace's inject.

Without MLPIPE_LONG=1: at the calls that change a file or start a process, and at some of the others.
"""
import os
import unittest

from deployment_support import Site
from killing import KilledProject
from project import main

# Where another test has most of the same.
CHANGES_STRIDE = 6


class KilledSite(KilledProject, Site):
    pass


class Killed(unittest.TestCase):
    def setUp(self):
        self.site = KilledSite(self)
        for content in ("first", "second"):
            self.site.deploy(content, "--activate", "echo $MLPIPE_VERSION >> activated", "--health", "true")

    def kill_at_each(self, words, code, allowed, stride=1):
        self.site.write("models/model.txt", "third")
        self.site.keep()
        calls = self.site.calls(words, code, stride)
        self.assertGreater(len(calls), 10)
        hits = 0
        for call in calls:
            with self.subTest(call=call):
                self.site.put_back()
                hits += self.site.kill_at(call, words)
                self.check(allowed)
        print(f"{len(calls)} calls, killed at {hits}", flush=True)
        # Some calls are made once more or less in each run.
        self.assertGreater(hits, 0.9 * len(calls))

    def check(self, allowed):
        site = self.site
        self.assertIn(site.live(), allowed)
        before = site.live()
        again = site.deploy("fourth")
        self.assertEqual((again["outcome"], site.live()), ("live", "fourth"))
        self.assertIsNone(site.state()["pending"])
        self.assertEqual([name for name in os.listdir(site.at("releases/flights")) if name.startswith(".mlpipe-tmp-")], [])
        good = [release["artifact"]["sha256"] for release in site.state()["good"]]
        back = site.roll_back()
        self.assertEqual(back["release"]["sha256"], good[-2])
        self.assertEqual(back["event"]["version"], back["release"]["version"])
        self.assertIn(site.live(), {*allowed, before})
        # What was being served is what is live: the last activation was of it.
        self.assertEqual(site.lines("activated")[-1], back["release"]["version"])

    def test_a_deployment(self):
        words = ["model", "deploy", "flights", "models/model.txt", "--smoke", "true", "--activate",
                 "echo $MLPIPE_VERSION >> activated", "--health", "true"]
        self.kill_at_each(words, 0, {"second", "third"})

    def test_a_deployment_that_goes_back(self):
        words = ["model", "deploy", "flights", "models/model.txt", "--activate", "echo $MLPIPE_VERSION >> activated",
                 "--health", "false", "--within", "10ms"]
        self.kill_at_each(words, 1, {"second", "third"}, CHANGES_STRIDE)

    def test_a_rollback(self):
        self.kill_at_each(["model", "rollback", "flights"], 0, {"first", "second"})

    def test_a_first_deployment(self):
        self.site.remove("releases")
        self.site.remove("activated")
        words = ["model", "deploy", "flights", "models/model.txt", "--smoke", "true"]
        self.site.write("models/model.txt", "third")
        self.site.keep()
        for call in self.site.calls(words, 0, CHANGES_STRIDE):
            with self.subTest(call=call):
                self.site.put_back()
                self.site.kill_at(call, words)
                self.assertIn(self.site.live(), {None, "third"})
                self.assertEqual(self.site.deploy("third")["outcome"], "live")
                self.assertEqual(self.site.live(), "third")
                self.assertIsNone(self.site.state()["pending"])


if __name__ == "__main__":
    main()
