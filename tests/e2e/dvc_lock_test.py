"""What DVC has run is not run again: dvc.lock, .dvc files and .dvc/cache as evidence, with the real DVC.

DVC_ENVIRONMENT names a virtual environment that has it.
"""
import os
import shutil

from dvc_calls import DvcCase
from project import Project, main

# Each stage notes that it ran, outside of what DVC and mlpipe look at.
PIPELINE = """\
    stages:
      prepare:
        cmd:
        - echo prepare >> ran.log
        - python3 prepare.py
        deps: [prepare.py, raw]
        params: [prepare, {seeds.yaml: }]
        outs: [parts]
      train:
        cmd: |
          echo train >> ran.log

          cat parts/*.csv parts/deep/* > model.txt
          echo '{"auc": 0.5}' > auc.json
        deps: [parts]
        params: [train.rate, train.layers]
        outs: [model.txt]
        metrics: [{auc.json: {cache: false}}]
      report:
        cmd: echo report >> ../ran.log && cp ../model.txt "out ü.txt"
        wdir: reports
        deps: [../model.txt]
        outs: ["out ü.txt"]
    """


class Adoption(DvcCase):
    def project(self):
        """Three stages in a row, as `dvc repro` leaves them."""
        project = Project(self)
        project.pipeline(PIPELINE, "dvc.yaml")
        project.write("prepare.py", "import os, shutil\nshutil.copytree('raw', 'parts', dirs_exist_ok=True)\n")
        project.write("raw/a.csv", "1\r\n2\r\n")
        project.write("raw/deep/b ü.csv", "3\n")
        project.write("raw/cache.pyc", "DVC counts it, and we do not\n")
        project.write("raw/scratch/x.tmp", "neither of us\n")
        project.write(".dvcignore", "scratch/\n")
        project.write("params.yaml", "prepare: {seed: 7, share: 0.1}\ntrain: {rate: 1e-4, layers: [8, 16], more: 1}\n")
        project.write("seeds.yaml", "first: 1\nsecond: {a: yes, b: null}\n")
        os.mkdir(project.at("reports"))
        self.dvc(project, "init", "--no-scm", "-q")
        self.dvc(project, "repro", "-q")
        project.remove("ran.log")
        return project

    def assert_runs(self, project, *stages):
        """status and --dry-run say so, and write nothing; a run does so; the next one has nothing to do."""
        before = project.tree()
        decisions = project.decisions("dvc.yaml")
        project.call("run", "--dry-run", "dvc.yaml")
        self.assertEqual(project.tree(), before)
        self.assertEqual([name for name, kind in decisions.items() if kind not in ("skip", "restore")], list(stages))
        run = project.run("dvc.yaml")
        self.assertEqual(project.lines("ran.log"), list(stages), run["text"])
        self.assertEqual(set(project.statuses("dvc.yaml").values()), {"skipped"})
        self.assertEqual(project.lines("ran.log"), list(stages))
        return run

    def test_what_dvc_has_run_is_taken_over_once(self):
        project = self.project()
        run = self.assert_runs(project)
        for stage in run["stages"].values():
            self.assertIn("up to date by dvc.lock", stage["reason"])
        self.assertIn("3 stages up to date by dvc.lock, taken over", run["text"])
        # Our record wins from now on: what dvc.lock says is not asked again.
        project.remove("dvc.lock")
        self.assertEqual(set(project.statuses("dvc.yaml").values()), {"skipped"})
        self.assertEqual(len(project.call("runs", "--json").json()["runs"]), 1)
        # The outputs are in our store.
        shutil.rmtree(project.at(".dvc/cache"))
        for output in ("parts", "model.txt", "reports/out ü.txt"):
            project.remove(output)
        self.assertEqual(project.statuses("dvc.yaml"), dict.fromkeys(("prepare", "train", "report"), "restored"))
        self.assertEqual(project.read("reports/out ü.txt").split()[-1], "3")
        project.call("verify")

    def test_an_edited_dependency_runs_what_follows_from_it(self):
        project = self.project()
        project.append("prepare.py", "open('parts/new', 'w').close()\n")
        # The model is the same: there the wave stops.
        project.run("dvc.yaml")
        self.assertEqual(project.lines("ran.log"), ["prepare", "train"])
        project = self.project()
        project.write("raw/deep/b ü.csv", "4\n")
        self.assertEqual(project.decisions("dvc.yaml"), {"prepare": "run", "train": "unknown", "report": "unknown"})
        project.run("dvc.yaml")
        self.assertEqual(project.lines("ran.log"), ["prepare", "train", "report"])

    def test_a_file_that_dvc_counts_and_we_do_not(self):
        project = self.project()
        project.remove("raw/cache.pyc")
        project.run("dvc.yaml")
        self.assertEqual(project.lines("ran.log")[0], "prepare")

    def test_outputs_that_are_gone_come_from_dvcs_cache(self):
        project = self.project()
        for output in ("parts", "model.txt", "reports/out ü.txt"):
            project.remove(output)
        self.assertEqual(set(project.decisions("dvc.yaml").values()), {"restore"})
        run = self.assert_runs(project)
        self.assertIn("3 stages up to date by dvc.lock, taken over", run["text"])
        self.assertEqual(project.read("parts/a.csv"), "1\n2\n")
        self.assertEqual(sorted(os.listdir(project.at("parts"))), ["a.csv", "cache.pyc", "deep"])
        # A copy, which may be written without harm to the cache.
        self.assertEqual(os.stat(project.at("model.txt")).st_nlink, 1)
        self.assertTrue(os.access(project.at("model.txt"), os.W_OK))
        self.assertEqual(self.dvc(project, "status", "train", "report").strip(), "Data and pipelines are up to date.")

    def test_a_damaged_cache_gives_nothing(self):
        project = self.project()
        project.remove("model.txt")
        objects = [os.path.join(folder, name) for folder, _, names in os.walk(project.at(".dvc/cache/files/md5"))
                   for name in names]
        for path in objects:
            os.chmod(path, 0o600)
            with open(path, "r+b") as file:
                file.write(b"#")
        self.assert_runs(project, "train", "report")

    def test_another_command(self):
        project = self.project()
        project.edit("dvc.yaml", "- python3 prepare.py", "- python3  prepare.py")
        project.run("dvc.yaml")
        self.assertEqual(project.lines("ran.log"), ["prepare"])

    def test_another_parameter(self):
        for file, old, new, first in (("params.yaml", "seed: 7", "seed: 8", "prepare"),
                                      ("params.yaml", "1e-4", "1e-3", "train"),
                                      ("params.yaml", "16]", "16.0]", "train"),
                                      ("seeds.yaml", "b: null", "b: 1", "prepare")):
            with self.subTest(new):
                project = self.project()
                project.edit(file, old, new)
                project.run("dvc.yaml")
                self.assertEqual(project.lines("ran.log"), [first])
        project = self.project()
        project.edit("params.yaml", "more: 1", "more: 2")
        self.assert_runs(project)

    def test_a_declaration_that_dvc_lock_does_not_have(self):
        for old, new, stage in (("deps: [parts]", "deps: [parts, prepare.py]", "train"),
                                ("deps: [prepare.py, raw]", "deps: [raw]", "prepare"),
                                ("outs: [model.txt]", "outs: [model.txt, ran.log]", "train")):
            with self.subTest(new):
                project = self.project()
                project.edit("dvc.yaml", old, new)
                project.run("dvc.yaml")
                self.assertEqual(project.lines("ran.log")[-1:], [stage])

    def test_what_dvc_does_not_know_it_cannot_vouch_for(self):
        project = self.project()
        project.edit("dvc.yaml", "outs: [model.txt]", "outs: [model.txt]\n    meta: {mlpipe: {env: {SEED: 1}}}")
        project.run("dvc.yaml")
        self.assertEqual(project.lines("ran.log"), ["train"])

    def test_a_wrong_md5(self):
        project = self.project()
        lock = project.read("dvc.lock").split("\n")
        # Of the last stage in the file, which DVC ran last, the last one: an output.
        at = max(i for i, line in enumerate(lock) if "md5: " in line)
        lock[at] = lock[at][:-1] + ("0" if lock[at][-1] != "0" else "1")
        project.write("dvc.lock", "\n".join(lock))
        project.run("dvc.yaml")
        self.assertEqual(project.lines("ran.log"), ["report"])

    def test_a_dvc_lock_that_cannot_be_read(self):
        project = self.project()
        project.write("dvc.lock", "schema: '2.0'\nstages: [\n")
        run = project.run("dvc.yaml")
        self.assertIn("dvc.lock cannot be read", run["text"])
        self.assertEqual(project.lines("ran.log"), ["prepare", "train", "report"])

    def test_stages_that_mlpipe_knows_are_its_own(self):
        project = self.project()
        project.run("dvc.yaml")
        project.edit("params.yaml", "1e-4", "1e-3")
        project.run("dvc.yaml")
        self.assertEqual(project.lines("ran.log"), ["train"])
        # dvc.lock still speaks of 1e-4, and so does our store.
        project.edit("params.yaml", "1e-3", "1e-4")
        self.assertEqual(project.statuses("dvc.yaml")["train"], "skipped")
        self.assertEqual(project.lines("ran.log"), ["train"])


class Sources(DvcCase):
    def project(self, name="pipeline.yaml", data="data/raw.csv"):
        project = Project(self)
        project.pipeline(f"stages: {{count: {{cmd: wc -l {data} > lines, deps: [{data}], outs: [lines]}}}}\n", name)
        project.write("data/raw.csv", "1\n2\n")
        project.write("data/months/jan/a.csv", "3\n")
        project.write("data/months/feb.csv", "4\n")
        self.dvc(project, "init", "--no-scm", "-q")
        return project

    def test_a_source_that_is_not_here_comes_from_dvcs_cache(self):
        for pipeline in ("pipeline.yaml", "dvc.yaml"):
            with self.subTest(pipeline):
                project = self.project(pipeline)
                self.dvc(project, "add", "-q", "data/raw.csv")
                project.remove("data/raw.csv")
                before = project.tree()
                self.assertEqual(project.decisions(pipeline), {"count": "run"})
                project.call("validate", pipeline)
                self.assertEqual(project.tree(), before)
                run = project.run(pipeline)
                self.assertEqual(run["stages"]["count"]["status"], "ran")
                self.assertIn("data/raw.csv checked out from DVC's cache, as data/raw.csv.dvc has it", run["text"])
                self.assertEqual(project.read("data/raw.csv"), "1\n2\n")
                self.assertEqual(os.stat(project.at("data/raw.csv")).st_nlink, 1)
                # As it was hashed for status, so it is.
                project.remove("data/raw.csv")
                self.assertEqual(project.decisions(pipeline), {"count": "skip"})
                self.assertEqual(project.statuses(pipeline), {"count": "skipped"})

    def test_a_folder_and_a_file_in_one(self):
        for data in ("data/months", "data/months/jan/a.csv"):
            with self.subTest(data):
                project = self.project(data=data)
                project.edit("pipeline.yaml", "wc -l " + data, "find data -type f | sort")
                self.dvc(project, "add", "-q", "data/months")
                project.run()
                project.remove("data/months")
                self.assertEqual(project.decisions(), {"count": "skip"})
                self.assertEqual(project.statuses(), {"count": "skipped"})
                self.assertEqual(project.read("data/months/jan/a.csv"), "3\n")
                self.assertEqual(self.dvc(project, "status").strip(), "Data and pipelines are up to date.")

    def test_a_cache_elsewhere(self):
        project = self.project()
        elsewhere = Project(self)
        self.dvc(project, "cache", "dir", "--local", os.path.relpath(elsewhere.path, project.path))
        self.dvc(project, "add", "-q", "data/raw.csv")
        project.remove("data/raw.csv")
        self.assertFalse(project.exists(".dvc/cache/files"))
        self.assertEqual(project.statuses(), {"count": "ran"})

    def test_what_the_cache_does_not_have_is_named_with_the_pull_that_brings_it(self):
        project = self.project()
        self.dvc(project, "add", "-q", "data/raw.csv")
        project.remove("data/raw.csv")
        shutil.rmtree(project.at(".dvc/cache"))
        for command in ("run", "status", "validate"):
            said = project.call(command, code=2).text
            self.assertIn("data/raw.csv.dvc tracks it: 'dvc pull data/raw.csv.dvc' brings it", said)
        self.assertFalse(project.exists("data/raw.csv"))

    def test_a_damaged_object_is_not_taken(self):
        project = self.project()
        self.dvc(project, "add", "-q", "data/raw.csv")
        project.remove("data/raw.csv")
        for folder, _, names in os.walk(project.at(".dvc/cache/files/md5")):
            for name in names:
                os.chmod(os.path.join(folder, name), 0o600)
                with open(os.path.join(folder, name), "a", encoding="utf-8") as file:
                    file.write("more\n")
        self.assertIn("dvc pull", project.call("run", code=2).text)
        self.assertFalse(project.exists("data/raw.csv"))

    def test_one_that_is_here_is_taken_as_it_is(self):
        project = self.project()
        self.dvc(project, "add", "-q", "data/raw.csv")
        project.write("data/raw.csv", "edited\n")
        self.assertEqual(project.statuses(), {"count": "ran"})
        self.assertEqual(project.read("data/raw.csv"), "edited\n")

    def test_nothing_is_written_outside_of_the_project(self):
        project = self.project()
        self.dvc(project, "add", "-q", "data/raw.csv")
        tracked = project.read("data/raw.csv.dvc")
        outside = Project(self)
        for path, data in ((os.path.join(outside.path, "x"), os.path.join(outside.path, "x")),
                           (os.path.relpath(outside.at("x"), project.at("data")),
                            os.path.relpath(outside.at("x"), project.path)), ("link/x", "data/link/x")):
            with self.subTest(path):
                project.write("data/raw.csv.dvc", tracked.replace("path: raw.csv", "path: " + path))
                if not project.exists("data/link"):
                    os.symlink(outside.path, project.at("data/link"))
                project.pipeline(f"stages: {{count: {{cmd: wc -l {data} > lines, deps: [{data}], outs: [lines]}}}}\n")
                self.assertNotEqual(project.call("run", code=None).code, 0)
                self.assertEqual(os.listdir(outside.path), [])


if __name__ == "__main__":
    main()
