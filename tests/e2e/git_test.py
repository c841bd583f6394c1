"""Work trees: ignore files, clones, older parameters, and the lock through merges and rebases."""
import os
import unittest

from project import Project, main


class Ignoring(unittest.TestCase):
    def test_additions_to_ignore_files(self):
        project = Project(self, git=True)
        project.pipeline("""\
            stages:
              a:
                cmd: echo 1 > top; mkdir data/d; echo 2 > data/d/x; echo 3 > 'data/odd [x]*'
                outs: [top, data/d, 'data/odd [x]*']
              b: {cmd: echo 4 > kept; echo 5 > seen, outs: [{kept: {cache: false}}, seen]}
            """)
        project.write("data/.gitignore", "*.bak")
        project.write(".gitignore", "seen\n")
        project.commit()
        done = project.run()
        self.assertEqual(project.lines(".gitignore"), ["seen", "/top"])
        self.assertEqual(project.lines("data/.gitignore"), ["*.bak", "/d/", "/odd \\[x]\\*"])
        self.assertEqual(done["text"].count("added to"), 2)
        shown = project.git("status", "--porcelain", "-uall").out.split("\n")[:-1]
        self.assertEqual(sorted(shown), [" M .gitignore", " M data/.gitignore", "?? .mlpipe/.gitignore", "?? kept",
                                         "?? pipeline.yaml.lock"])
        self.assertNotIn("added to", project.run("--force")["text"])
        self.assertEqual(project.lines(".gitignore"), ["seen", "/top"])

    def test_a_tracked_output_and_the_switch(self):
        project = Project(self, git=True)
        project.pipeline("stages: {a: {cmd: 'echo 1 > a; echo 2 > b', outs: [a, b]}}\n")
        project.write("a", "1\n")
        project.write(".mlpipe/config.yaml", "git: {ignore_outputs: false}\n")
        project.commit()
        done = project.run()
        self.assertIn("git rm -r --cached 'a'", done["text"])
        self.assertFalse(project.exists(".gitignore"))

    def test_no_git_no_matter(self):
        project = Project(self)
        project.pipeline("stages: {a: {cmd: 'echo 1 > a', outs: [a]}}\n")
        nothing = {"PATH": os.path.join(project.path, "bin") + ":/bin:/usr/bin"}
        project.write("bin/git", "#!/bin/sh\ntouch \"$0-was-called\"\nexit 9\n")
        os.chmod(project.at("bin/git"), 0o755)
        self.assertEqual(project.statuses(env=nothing), {"a": "ran"})
        self.assertFalse(project.exists(".gitignore") or project.exists("bin/git-was-called"))


class Moving(unittest.TestCase):
    PIPELINE = """\
        stages:
          prepare: {cmd: cp raw clean, deps: [raw], outs: [clean]}
          fit: {cmd: cat clean params.yaml > model, deps: [clean], params: [lr], outs: [model]}
        """

    def project(self):
        project = Project(self, git=True, directory=Project(self).at("first"))
        project.pipeline(self.PIPELINE)
        project.write("raw", "1\n")
        project.write("params.yaml", "lr: 0.1\n")
        return project

    def test_a_fresh_clone_with_lock_and_outputs_runs_nothing(self):
        project = self.project()
        project.write(".mlpipe/config.yaml", "git: {ignore_outputs: false}\n")
        project.run()
        project.commit()
        fresh = Project(self, directory=project.at("../clone"))
        project.git("clone", "-q", ".", "../clone")
        self.assertTrue(fresh.exists("model"))
        self.assertFalse(fresh.exists(".mlpipe/objects"))
        self.assertEqual(fresh.decisions(), {"prepare": "skip", "fit": "skip"})
        self.assertFalse(fresh.exists(".mlpipe/lineage.db"))
        self.assertEqual(fresh.statuses("--locked"), {"prepare": "skipped", "fit": "skipped"})
        self.assertEqual(fresh.git("status", "--porcelain").out, "")
        # A run of some stages leaves the entries of the others.
        self.assertEqual(fresh.statuses("prepare", "--force"), {"prepare": "ran"})
        self.assertEqual(fresh.git("status", "--porcelain").out, "")
        # What the clone took as found is its own from then on, moved or not.
        os.rename(fresh.path, project.at("../moved"))
        moved = Project(self, directory=project.at("../moved"))
        self.assertEqual(set(moved.statuses().values()), {"skipped"})

    def test_older_parameters_are_restored(self):
        project = self.project()
        project.run()
        project.commit("slow")
        project.run("-S", "lr=0.9")
        project.commit("fast")
        self.assertIn("lr: 0.9", project.read("model"))
        project.git("checkout", "-q", "HEAD~1")
        self.assertEqual(project.statuses(), {"prepare": "skipped", "fit": "restored"})
        self.assertIn("lr: 0.1", project.read("model"))
        self.assertEqual(project.git("status", "--porcelain").out, "")
        # Only the file of parameters goes back, the lock stays: the store's records know it all the same.
        project.git("checkout", "-q", "main")
        project.run()
        project.git("checkout", "-q", "HEAD~1", "--", "params.yaml")
        self.assertEqual(project.statuses()["fit"], "restored")
        self.assertIn("lr: 0.1", project.read("model"))


class Merging(unittest.TestCase):
    def project(self):
        project = Project(self, git=True)
        stages = "\n".join(f"  {name}: {{cmd: cp p.{name} {name}; echo . >> .count, deps: [p.{name}], outs: [{name}]}}"
                           for name in "abcdefgh")
        project.pipeline("stages:\n" + stages + "\n")
        for name in "abcdefgh":
            project.write("p." + name, "1\n")
        project.write(".gitignore", ".count\n")
        project.run()
        project.commit("base")
        return project

    def change(self, project, branch, **values):
        project.git("checkout", "-q", "-B", branch, "main")
        for name, value in values.items():
            project.write("p." + name, value + "\n")
        project.run()
        project.commit(branch)

    def test_stages_that_do_not_touch_merge_by_themselves(self):
        project = self.project()
        self.change(project, "left", a="2")
        self.change(project, "right", h="2")
        self.assertEqual(project.git("merge", "-q", "--no-edit", "left").code, 0)
        done = project.statuses()
        self.assertEqual({name for name, status in done.items() if status != "skipped"}, {"a"})
        self.assertEqual((done["a"], project.read("a"), project.read("h")), ("restored", "2\n", "2\n"))
        self.assertEqual(project.git("status", "--porcelain").out, "")

    def test_a_conflict_is_read_from_both_sides(self):
        project = self.project()
        self.change(project, "left", b="left", c="left")
        self.change(project, "right", b="right", c="right", g="right")
        self.assertNotEqual(project.git("merge", "left").code, 0)
        self.assertIn("<<<<<<<", project.read("pipeline.yaml.lock"))
        # b as we had it, c as they had it, and nothing is computed.
        project.write("p.b", "right\n")
        project.write("p.c", "left\n")
        count = len(project.lines(".count"))
        project.remove(".mlpipe/records")
        self.assertEqual(project.decisions()["c"], "restore")
        done = project.run("--locked")
        self.assertEqual({name for name, one in done["stages"].items() if one["status"] != "skipped"}, {"c"})
        self.assertEqual(len(project.lines(".count")), count)
        self.assertEqual((project.read("b"), project.read("c")), ("right\n", "left\n"))
        self.assertNotIn("<<<<<<<", project.read("pipeline.yaml.lock"))
        self.assertRegex(done["text"], r"b\W.*our side")
        self.assertRegex(done["text"], r"c\W.*their side")
        self.assertEqual(set(project.statuses().values()), {"skipped"})
        project.commit("merged")

    def test_rebase_and_a_stage_deleted_on_one_side(self):
        project = self.project()
        project.git("checkout", "-q", "-B", "left", "main")
        project.edit("pipeline.yaml", project.lines("pipeline.yaml")[4] + "\n", "")
        project.remove("p.d")
        self.assertNotIn("d", project.statuses())
        self.assertNotIn('"d":', project.read("pipeline.yaml.lock"))
        project.commit("left")
        self.change(project, "right", c="right", d="right", e="right")
        project.git("rebase", "left")
        # d is gone there and changed here: the pipeline decides, once it is put in order.
        project.write("pipeline.yaml", project.git("show", "left:pipeline.yaml").out)
        project.git("rm", "-q", "--cached", "p.d")
        project.remove("p.d")
        done = project.run("--locked")
        self.assertEqual({one["status"] for one in done["stages"].values()} - {"restored"}, {"skipped"})
        lock = project.read("pipeline.yaml.lock")
        self.assertNotIn('"d":', lock)
        self.assertNotIn("<<<<<<<", lock)
        self.assertEqual((project.read("c"), project.read("e")), ("right\n", "right\n"))

    def test_a_damaged_block_counts_as_absent(self):
        project = self.project()
        lock = project.read("pipeline.yaml.lock")
        start = lock.index('"c":')
        project.write("pipeline.yaml.lock", lock[:start] + lock[start:].replace('"size":2', '"size":3', 1))
        project.remove(".mlpipe/records")
        project.remove(".mlpipe/lineage.db")
        done = project.run()
        self.assertEqual({name for name, one in done["stages"].items() if one["status"] == "ran"}, {"c"})
        self.assertIn("pipeline.yaml.lock:", done["text"])
        self.assertNotIn("warning", project.run()["text"])


if __name__ == "__main__":
    main()
