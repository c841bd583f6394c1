"""Deployments and rollbacks that are killed at their system calls, by strace's inject.

Without MLPIPE_LONG=1: at the calls that change a file or start a process, and at some of the others.
"""
import collections
import os
import re
import shutil
import signal
import subprocess
import unittest

from deployment_support import Site
from project import MLPIPE, PATIENCE_S, clean_environment, main, remove_tree
from random_project import is_long

CHANGES = {"rename", "renameat", "renameat2", "symlink", "symlinkat", "link", "linkat", "unlink", "unlinkat", "rmdir",
           "mkdir", "mkdirat", "chmod", "fchmod", "fchmodat", "fsync", "fdatasync", "syncfs", "write", "pwrite64",
           "ftruncate", "flock", "fork", "vfork", "clone", "clone3", "sendmsg", "ioctl"}
# Of the calls that change nothing, every so manieth; and of those that do, where another test has most of the same.
STRIDE = 80
CHANGES_STRIDE = 6

Call = collections.namedtuple("Call", "name number")  # the number-th of its name


def changes_something(line):
    return line.split("(")[0] in CHANGES or "O_CREAT" in line


class KilledSite(Site):
    """A site that can be put back to where it was when keep() was called, at the same place."""

    def keep(self):
        self.kept = self.path + ".kept"
        self.case.addCleanup(remove_tree, self.kept)
        shutil.copytree(self.path, self.kept, symlinks=True)

    def put_back(self):
        remove_tree(self.path)
        shutil.copytree(self.kept, self.path, symlinks=True)

    def traced(self, options, words):
        environment = clean_environment(ASAN_OPTIONS="detect_leaks=0", LSAN_OPTIONS="detect_leaks=0")
        return subprocess.run(["strace", "-qq", *options, MLPIPE, "model", *words], cwd=self.path, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    def calls(self, words, code, stride=1):
        """Those of the program's own thread that it is to be killed at."""
        done = self.traced(["-o", self.path + ".trace"], words)
        with open(self.path + ".trace", encoding="utf-8", errors="replace") as file:
            lines = [line for line in file if re.match(r"\w+\(", line)]
        os.unlink(self.path + ".trace")
        self.case.assertEqual(done.returncode, code, done.stdout + done.stderr)
        counts, chosen, changes = collections.Counter(), [], 0
        for position, line in enumerate(lines):
            name = line.split("(")[0]
            counts[name] += 1
            # What the kernel does before the program begins cannot be told apart from it.
            if name in ("execve", "exit_group"):
                continue
            changes += changes_something(line)
            wanted = changes % stride == 0 if changes_something(line) else position % STRIDE == 0
            if is_long() or wanted:
                chosen.append(Call(name, counts[name]))
        return chosen

    def kill_at(self, call, words):
        inject = f"inject={call.name}:signal=KILL:when={call.number}"
        return self.traced(["-o", os.devnull, "-e", f"trace={call.name}", "-e", inject], words).returncode


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
                hits += self.site.kill_at(call, words) == -signal.SIGKILL
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
        words = ["deploy", "flights", "models/model.txt", "--smoke", "true", "--activate",
                 "echo $MLPIPE_VERSION >> activated", "--health", "true"]
        self.kill_at_each(words, 0, {"second", "third"})

    def test_a_deployment_that_goes_back(self):
        words = ["deploy", "flights", "models/model.txt", "--activate", "echo $MLPIPE_VERSION >> activated",
                 "--health", "false", "--within", "10ms"]
        self.kill_at_each(words, 1, {"second", "third"}, CHANGES_STRIDE)

    def test_a_rollback(self):
        self.kill_at_each(["rollback", "flights"], 0, {"first", "second"})

    def test_a_first_deployment(self):
        self.site.remove("releases")
        self.site.remove("activated")
        words = ["deploy", "flights", "models/model.txt", "--smoke", "true"]
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
