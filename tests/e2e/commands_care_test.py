#!/usr/bin/env python3
"""The commands that begin a project and look after it: init, verify, doctor."""
import json
import os
import shutil
import stat
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from commands_support import CommandCase  # noqa: E402


class Verify(CommandCase):
    def setUp(self):
        super().setUp()
        self.numbers()

    def test_sound(self):
        self.assertIn("All is as it was written", self.out("verify"))
        self.assertFalse(os.path.exists(self.path(".mlpipe")))
        self.call("run")
        answer = self.json("verify")
        self.assertTrue(answer["ok"])
        self.assertGreater(answer["bytes"], 0)

    def test_a_damaged_object(self):
        self.call("run")
        victim = self.only_object()
        os.chmod(victim, stat.S_IRUSR | stat.S_IWUSR)
        with open(victim, "ab") as file:
            file.write(b"!")
        answer = self.json("verify", code=6)
        self.assertEqual([(f["where"], f["problem"]) for f in answer["findings"]],
                         [("store", "content does not match the name")])
        self.assertEqual(self.path(answer["findings"][0]["path"]), victim)
        out, err = self.call("verify", code=6)
        self.assertIn("1 finding.", out)
        self.assertIn("makes it again", err)

    def test_a_damaged_database(self):
        self.call("run")
        for ending in ("-wal", "-shm"):
            if os.path.exists(self.path(".mlpipe/lineage.db" + ending)):
                os.remove(self.path(".mlpipe/lineage.db" + ending))
        with open(self.path(".mlpipe/lineage.db"), "r+b") as file:
            file.write(b"no database at all, as anybody can see")
        findings = self.json("verify", code=6)["findings"]
        self.assertEqual({f["where"] for f in findings}, {"lineage"})
        checks = {c["subject"]: c for c in self.json("doctor", code=1)["checks"]}
        self.assertEqual(checks["lineage"]["health"], "fail")

    def test_an_edited_lock(self):
        self.call("run")
        text = self.read("pipeline.yaml.lock")
        self.assertIn("ascending", text)
        self.write("pipeline.yaml.lock", text.replace("ascending", "descending"))
        findings = self.json("verify", code=6)["findings"]
        self.assertEqual({f["where"] for f in findings}, {"lock"})
        self.assertIn("prepare", findings[0]["problem"])


class Doctor(CommandCase):
    def checks(self, code=0, **how):
        return {check["subject"]: check for check in self.json("doctor", code=code, **how)["checks"]}

    def test_an_empty_folder(self):
        before = os.listdir(self.root)
        checks = self.checks()
        self.assertEqual(os.listdir(self.root), before, "its probes must be gone")
        for subject in ("project", "configuration", "git", "pipeline", "state", "processes", "file system",
                        "free space", "sharing", "store", "/proc", "pidfd", "shell", "python"):
            self.assertIn(subject, checks)
        self.assertTrue(self.out("doctor").startswith("mlpipe "))

    def test_what_is_wrong_is_named_with_what_to_do(self):
        self.numbers()
        self.call("run")
        os.remove(self.path(".mlpipe/.gitignore"))
        self.write(".mlpipe/tmp/left", "x")
        os.utime(self.path(".mlpipe/tmp/left"), (1e9, 1e9))
        checks = self.checks()
        self.assertEqual(checks["state"]["health"], "warn")
        self.assertEqual(checks["working files"]["health"], "warn")
        self.assertIn("mlpipe gc", checks["working files"]["advice"])
        self.write(".mlpipe/config.yaml", "run: {jobs: none}\n")
        self.write("pipeline.yaml", "stages: {a: {}}\n")
        checks = self.checks(code=1)
        self.assertEqual(checks["configuration"]["health"], "fail")
        self.assertIn("config.yaml:1:", checks["configuration"]["found"])
        self.assertEqual(checks["pipeline"]["health"], "fail")
        self.assertIn("2 failures", self.out("doctor", code=1))

    @unittest.skipUnless(shutil.which("git"), "needs git")
    def test_working_files_that_git_tracks(self):
        self.numbers()
        for words in (["init", "-q"], ["add", "-f", ".mlpipe/lineage.db"]):
            self.call("run")
            subprocess.run(["git", *words], cwd=self.root, check=True, capture_output=True)
        git = self.checks()["git"]
        self.assertEqual((git["health"], git["advice"]), ("warn", "git rm -r --cached .mlpipe/lineage.db"))

    def test_a_lock_that_was_not_merged_yet(self):
        self.numbers()
        self.call("run")
        text = self.read("pipeline.yaml.lock")
        self.write("pipeline.yaml.lock", f"<<<<<<< ours\n{text}=======\n{text}>>>>>>> theirs\n")
        self.assertEqual(self.checks()["lock file"]["health"], "warn")


class Init(CommandCase):
    def test_a_first_project_runs(self):
        out = self.out("init", "first")
        self.assertIn("cd first", out)
        self.assertIn("mlpipe run", out)
        first = self.path("first")
        self.assertEqual(self.out("validate", cwd=first), "pipeline.yaml is valid: 2 stages.\n")
        self.call("run", cwd=first)
        self.assertEqual(json.loads(self.read("first/metrics.json")), {"mean": 50.5})
        answer = json.loads(self.out("init", "--json", cwd=first))
        self.assertEqual((answer["created"], answer["kept"]), ([], []))

    def test_the_commented_settings_are_right_when_they_are_taken_in(self):
        self.call("init")
        lines = self.read(".mlpipe/config.yaml").split("\n")
        taken = [line[2:] for line in lines[lines.index("") + 1:] if line.startswith("# ")]
        self.write(".mlpipe/config.yaml", "\n".join(taken).replace("/data/mlpipe", self.path("store")) + "\n")
        self.assertEqual(self.json("validate"), {"valid": True, "errors": []})

    def test_nothing_is_overwritten(self):
        self.write("dvc.yaml", "stages: {}\n")
        self.write(".mlpipe/config.yaml", "run: {jobs: 3}\n")
        self.assertEqual(self.json("init")["created"], [".mlpipe/.gitignore"])
        self.assertEqual(self.read(".mlpipe/config.yaml"), "run: {jobs: 3}\n")

    def test_a_template(self):
        source = self.path("templates", "small")
        self.write("templates/small/pipeline.yaml", "# Something small\nstages:\n  a: {cmd: ./src/a.sh > a, outs: [a]}\n")
        self.write("templates/small/src/a.sh", "#!/bin/sh\necho a\n")
        self.write("templates/small/src/data/kept.txt", "inside src")
        os.chmod(os.path.join(source, "src", "a.sh"), 0o755)
        for left in ("data/raw.csv", "models/m", "metrics/m.json", "plots/p", "deploy/d", ".venv/x", ".mlpipe/lock",
                     "src/__pycache__/a.pyc", "pipeline.yaml.lock"):
            self.write("templates/small/" + left, "left over")
        templates = {"MLPIPE_TEMPLATES": self.path("templates")}
        self.assertEqual(self.json("init", "--list", env=templates),
                         {"templates": [{"name": "small", "summary": "Something small"}]})
        self.write("new/src/a.sh", "#!/bin/sh\necho mine\n")
        answer = self.json("init", "--template", "small", "new", env=templates)
        self.assertEqual(answer["created"], [".mlpipe/.gitignore", ".mlpipe/config.yaml", "pipeline.yaml",
                                             "src/data/kept.txt"])
        self.assertEqual(answer["kept"], ["src/a.sh"])
        self.assertIn("mine", self.read("new/src/a.sh"))
        self.call("init", "--template", "small", "other", env=templates)
        self.call("run", cwd=self.path("other"))
        self.assertEqual(self.read("other/a"), "a\n")
        _, err = self.call("init", "--template", "smal", "third", code=2, env=templates)
        self.assertIn("did you mean 'small'?", err)
        self.assertFalse(os.path.exists(self.path("third")))

if __name__ == "__main__":
    unittest.main()
