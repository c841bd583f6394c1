"""Disks that are full or read-only, what gc frees, and the store when it is damaged."""
import os
import subprocess
import unittest

from project import Project, main, remove_tree, wait_until


class Disks(unittest.TestCase):
    def mounted(self, megabytes):
        """A project on a small disk of its own, which only root can make."""
        project = Project(self)
        disk = project.at("disk")
        os.mkdir(disk)
        try:
            done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", disk],
                                  capture_output=True, check=False)
        except FileNotFoundError:
            self.skipTest("there is no mount program")
        if done.returncode != 0:
            self.skipTest("only root can mount a small disk: " + done.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=True)
        return Project(self, directory=disk)

    def remount(self, project, mode):
        subprocess.run(["mount", "-o", "remount," + mode, project.path], check=True)

    def test_a_disk_that_is_full(self):
        project = self.mounted(6)
        project.pipeline("""\
            stages:
              first: {cmd: echo 1 > first, outs: [first]}
              big: {cmd: head -c 3500000 /dev/urandom > big, deps: [first], outs: [big]}
              after: {cmd: cp big after, deps: [big], outs: [after]}
            """)
        done = project.run(code=1)["stages"]
        self.assertEqual({name: one["status"] for name, one in done.items()},
                         {"first": "ran", "big": "failed", "after": "blocked"})
        self.assertIn("No space left", done["big"]["reason"])
        self.assertEqual(os.listdir(project.at(".mlpipe/tmp")), [])
        project.call("verify")
        # When even the record cannot be written the call fails and says so.
        project.edit("pipeline.yaml", "head -c 3500000", "head -c 9000000")
        self.assertRegex(project.call("run", code=1).text, "No space left|disk is full")
        # What was mended goes on where it stopped.
        project.remove("big")
        project.edit("pipeline.yaml", "head -c 9000000", "head -c 1000")
        self.assertEqual(project.statuses(), {"first": "skipped", "big": "ran", "after": "ran"})
        project.call("verify")

    def test_a_disk_that_is_read_only(self):
        project = self.mounted(6)
        project.pipeline("""\
            stages:
              first: {cmd: cp in first, outs: [first], deps: [in]}
              hang: {cmd: touch begun; sleep 1000, deps: [first], outs: [hang], when: manual}
            """)
        project.write("in", "1\n")
        self.remount(project, "ro")
        self.assertEqual(project.decisions()["first"], "run")
        self.assertIn("Read-only", project.call("run", code=1).err)
        self.remount(project, "rw")
        # A killed run leaves a journal of the database behind.
        process = project.start("run", "first", "hang")
        wait_until(lambda: project.exists("begun"), "the stage has begun")
        wait_until(lambda: project.exists(".mlpipe/records"), "the first stage is recorded")
        process.kill()
        process.wait()
        wait_until(lambda: subprocess.run(["mount", "-o", "remount,ro", project.path], check=False,
                                          capture_output=True).returncode == 0, "nothing writes any more")
        for words in (["status"], ["run", "--dry-run"], ["runs"], ["show"], ["why", "first"], ["logs", "first"],
                      ["graph"], ["validate"], ["verify"]):
            project.call(*words)
        self.assertEqual(project.call("runs", "--json").json()["runs"][0]["status"], "interrupted")
        self.remount(project, "rw")
        self.assertEqual(project.statuses("first")["first"], "skipped")


class Collecting(unittest.TestCase):
    def test_what_locks_branches_and_runs_need_is_kept(self):
        project = Project(self, git=True)
        project.pipeline("stages: {fit: {cmd: cat params.yaml > model, params: [lr], outs: [model]}}\n")
        contents = {}
        for rate in ("1", "2", "3", "4"):
            project.write("params.yaml", f"lr: {rate}\n")
            record = project.run()
            contents[rate] = record["executions"][0]["record"]["outputs"][0]["sha256"]
            if rate == "2":
                project.commit("two")
        project.write("model", "by hand\n")
        displaced = project.run("--force")["id"]
        self.assertEqual(set(contents.values()) & project.objects(), set(contents.values()))
        self.assertEqual(project.call("gc", "--yes", "--json").json()["objects"], 0)
        alone = project.call("gc", "--keep-runs", "0", "--dry-run", "--json").json()
        self.assertEqual(alone["objects"], 2, "one of the two rules alone replaces both")
        narrow = ["--keep-runs", "0", "--older-than", "0s"]
        before = project.tree().keys()
        plan = project.call("gc", *narrow, "--dry-run", "--json").json()
        self.assertEqual((plan["objects"], plan["removed"]), (2, False))
        self.assertEqual(project.tree().keys(), before)
        # Without a terminal and without --yes nothing is removed.
        project.call("gc", *narrow, code=None)
        self.assertEqual(len(set(contents.values()) & project.objects()), 4)
        self.assertTrue(project.exists(".mlpipe/displaced/" + displaced))
        self.assertEqual(project.call("gc", *narrow, "--yes", "--json").json()["removed"], True)
        self.assertEqual(set(contents.values()) & project.objects(), {contents["2"], contents["4"]})
        self.assertFalse(project.exists(".mlpipe/displaced/" + displaced))
        project.call("verify")
        project.git("checkout", "-q", "-f", "main")
        self.assertEqual(project.statuses(), {"fit": "restored"})
        project.write("params.yaml", "lr: 1\n")
        self.assertEqual(project.statuses(), {"fit": "ran"})

    def test_what_another_project_needs_is_kept(self):
        base = Project(self)
        ones = []
        for name in ("one", "two"):
            project = Project(self, directory=base.at(name))
            project.write(".mlpipe/config.yaml", "store: {path: ../store}\n")
            project.pipeline(f"stages: {{a: {{cmd: echo {name} > a, outs: [a]}}}}\n")
            project.run()
            ones.append(project)
        narrow = ["gc", "--keep-runs", "0", "--older-than", "0s", "--yes"]
        self.assertIn("two", ones[0].call(*narrow).text)
        ones[1].remove("a")
        self.assertEqual(ones[1].statuses(), {"a": "restored"})


class Damage(unittest.TestCase):
    def test_a_damaged_object_is_never_put_in_place(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              a: {cmd: echo good > a, outs: [a]}
              b: {cmd: cp a b, deps: [a], outs: [b]}
            """)
        done = project.run()
        name = done["executions"][0]["record"]["outputs"][0]["sha256"]
        path = project.at(f".mlpipe/objects/{name[:2]}/{name[2:]}")
        os.chmod(path, 0o644)
        project.write(os.path.relpath(path, project.path), "evil\n")
        found = project.call("verify", code=6)
        self.assertIn(name[2:], found.text)
        remove_tree(project.at("a"))
        # What was lost is computed again, and the store is whole afterwards.
        mended = project.run()
        self.assertEqual({name: one["status"] for name, one in mended["stages"].items()},
                         {"a": "ran", "b": "skipped"})
        self.assertIn(name, mended["text"])
        self.assertEqual(project.read("a"), "good\n")
        project.call("verify")

    def test_a_damaged_database(self):
        project = Project(self)
        project.pipeline("stages: {a: {cmd: 'echo 1 > a', outs: [a]}}\n")
        project.run()
        for name in ("lineage.db-wal", "lineage.db-shm"):
            project.remove(".mlpipe/" + name)
        project.write(".mlpipe/lineage.db", b"this is not a database" * 1000)
        self.assertIn("lineage.db", project.call("runs", code=6).err)
        project.edit("pipeline.yaml", "echo 1", "echo 2")
        self.assertIn("lineage.db", project.call("run", code=6).err)
        # The stat cache is expendable.
        project.remove(".mlpipe/lineage.db")
        project.write(".mlpipe/stat-cache.db", b"nor is this" * 1000)
        self.assertEqual(project.statuses(), {"a": "ran"})


if __name__ == "__main__":
    main()
