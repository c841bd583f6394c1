"""`dvc.keep_lock`: half a team stays with DVC, and finds after `mlpipe run` what it would find after `dvc repro`.

DVC_ENVIRONMENT names a virtual environment that has the real DVC.
"""
import hashlib
import os
import random
import shutil

from dvc_calls import UP_TO_DATE, DvcCase
from project import Project, main, wait_until

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
        params: [train.rate, train.layers, nested]
        outs: [model.txt]
        metrics: [{auc.json: {cache: false}}]
      report:
        cmd: echo report >> ../ran.log && cp ../model.txt "out ü.txt" && chmod +x "out ü.txt"
        wdir: reports
        deps: [../model.txt]
        outs: ["out ü.txt"]
      notify:
        cmd: echo notify >> ran.log
        deps: [auc.json]
    """


def kept_project(case, pipeline=PIPELINE):
    """A git project that DVC knows, has not run, and whose runs keep dvc.lock. Not in git: ran.log."""
    project = Project(case, git=True)
    project.write("dvc.yaml", pipeline)
    project.write("prepare.py", "import shutil\nshutil.copytree('raw', 'parts', dirs_exist_ok=True)\n")
    project.write("raw/a.csv", "1\r\n2\r\n")
    project.write("raw/deep/b ü.csv", "3\n")
    project.write("raw/cache.pyc", "DVC counts it, and we do not\n")
    project.write("params.yaml", "prepare: {seed: 7, share: 0.1}\n"
                                 "train: {rate: 1e-4, layers: [8, 16], more: 1}\n"
                                 "nested: {z: {b: 1, a: 'yes'}, y: null}\n")
    project.write("seeds.yaml", "second: {a: yes, b: null}\nfirst: 1\n")
    project.write(".mlpipe/config.yaml", "dvc: {keep_lock: true}\n")
    project.write("reports/README", "\n")
    case.dvc(project, "init", "-q")
    project.append(".gitignore", "ran.log\n")
    project.commit()
    return project


def cached(project):
    folders = project.at(".dvc/cache/files/md5")
    return sorted(folder + "/" + name for folder in os.listdir(folders) for name in os.listdir(folders + "/" + folder))


class KeepLock(DvcCase):
    def assert_as_dvc_has_it(self, project):
        """dvc.lock is, byte for byte, what `dvc commit` makes of the project; so DVC has nothing to say and to do."""
        self.assertEqual(self.dvc(project, "status").strip(), UP_TO_DATE)
        lock, ran = project.read("dvc.lock"), project.lines("ran.log")
        self.dvc(project, "repro")
        self.assertEqual(project.lines("ran.log"), ran)
        self.assertEqual(project.read("dvc.lock"), lock)
        copy = Project(self)
        shutil.copytree(project.path, copy.path, dirs_exist_ok=True, symlinks=True)
        copy.remove("dvc.lock")
        copy.remove(".dvc/cache")
        self.dvc(copy, "commit", "--force")
        theirs = copy.read("dvc.lock")
        for stage in ("prepare", "train", "report", "notify"):
            self.assertEqual(block(lock, stage), block(theirs, stage))
        # Beside what its run cache keeps: outputs that are not to be cached.
        metrics = hashlib.md5(project.read("auc.json").encode()).hexdigest()
        self.assertLessEqual(set(cached(copy)) - {metrics[:2] + "/" + metrics[2:]}, set(cached(project)))

    def test_a_run_leaves_what_dvc_would_leave(self):
        project = kept_project(self)
        run = project.run()
        self.assertEqual(len(project.lines("ran.log")), 4)
        self.assertIn("dvc.lock is up to date", run["text"])
        self.assert_as_dvc_has_it(project)
        for path in cached(project):
            stat = os.stat(project.at(".dvc/cache/files/md5/" + path))
            self.assertEqual((stat.st_mode & 0o777, stat.st_nlink), (0o444, 1), path)
        # The files in the workspace are as writable as ever.
        self.assertTrue(os.access(project.at("model.txt"), os.W_OK))
        again = project.run()
        self.assertNotIn("dvc.lock", again["text"])
        self.assertNotIn(b".mlpipe-", b"".join(project.tree()))

    def test_push_and_pull_bring_everything_to_a_fresh_clone(self):
        project = kept_project(self)
        project.run()
        remote = Project(self)
        self.dvc(project, "remote", "add", "-q", "-d", "lab", remote.path)
        self.dvc(project, "push")
        project.commit()
        clone = Project(self)
        clone.git("clone", "-q", project.path, clone.path)
        self.dvc(clone, "pull", "-q")
        self.assertEqual(clone.read("reports/out ü.txt"), project.read("reports/out ü.txt"))
        self.assertTrue(os.access(clone.at("reports/out ü.txt"), os.X_OK))
        self.assertEqual(self.dvc(clone, "status").strip(), UP_TO_DATE)
        clone.run()
        # What has no outputs is done here only once it was done here.
        self.assertEqual(clone.lines("ran.log"), ["notify"])

    def test_what_a_colleague_made_with_dvc_does_not_run_again(self):
        project = kept_project(self)
        project.run()
        project.remove("ran.log")
        for _ in range(2):  # there and back
            project.append("prepare.py", "open('parts/new', 'a').write('x')\n")
            self.dvc(project, "repro")
            self.assertEqual(project.lines("ran.log"), ["prepare", "train"])
            run = project.run()
            self.assertEqual(project.lines("ran.log"), ["prepare", "train"], run["text"])
            self.assertIn("up to date by dvc.lock", run["text"])
            project.remove("ran.log")
            project.edit("params.yaml", "share: 0.1", "share: 0.10001")
            project.run()
            self.assertEqual(project.lines("ran.log"), ["prepare"])
            self.assert_as_dvc_has_it(project)
            project.remove("ran.log")
            project.edit("params.yaml", "share: 0.10001", "share: 0.1")
            project.run()

    def test_what_is_restored_and_what_finished_before_a_failure(self):
        project = kept_project(self)
        project.run()
        project.edit("params.yaml", "rate: 1e-4", "rate: 1e-3")
        project.edit("dvc.yaml", "cat parts/*.csv", "echo more; cat parts/*.csv")
        project.edit("dvc.yaml", "cp ../model.txt", "false && cp ../model.txt")
        project.run(code=1)
        self.assertEqual(self.dvc(project, "status", "train").strip(), UP_TO_DATE)
        self.assertIn("changed", self.dvc(project, "status", "report"))
        self.assertEqual(self.dvc(project, "status", "notify").strip(), UP_TO_DATE)
        project.git("checkout", "-q", "dvc.yaml", "params.yaml")
        self.assertIn("restored", project.statuses().values())
        self.assert_as_dvc_has_it(project)

    def test_stages_that_are_not_run_stay_as_they_are(self):
        project = kept_project(self)
        project.run()
        lock = project.read("dvc.lock")
        gone = "  gone:\n    cmd: echo gone\n"
        project.write("dvc.lock", lock.replace("stages:\n", "stages:\n" + gone))
        project.edit("params.yaml", "seed: 7", "seed: 8")
        project.run("prepare")
        after = project.read("dvc.lock")
        self.assertEqual(after, lock.replace("stages:\n", "stages:\n" + gone).replace("seed: 7", "seed: 8"))

    def test_commands_and_values_of_all_kinds_are_written_as_dvc_writes_them(self):
        dice = random.Random(8)
        words = ["a", "--lr", "0.1", "x:y", "a:", "#", "it's", '"d"', "\\", "&&", "|", "-", "true", "1e-5", "~", "é",
                 "日本", "😀", "veryverylongword" * 3, "/a/long/path/that/goes/on" * 4, "=", "{", "[x]", "%", "@", "`"]
        stages, parameters = {}, {}
        for number in range(60):
            lines = [" ".join(["true #"] + dice.choices(words, k=dice.randint(0, 20))) for _ in range(dice.randint(1, 3))]
            text = dice.choice(["\n", "\n\n"]).join(lines) + dice.choice(["", "\n"])
            stages[f"s{number}"] = {"cmd": dice.choice([text, lines]), "params": [f"p{number}"]}
            value = " ".join(dice.choices(words, k=dice.randint(1, 20)))
            parameters[f"p{number}"] = dice.choice([value, [value, [value, 1]], {value: {"b": value, "a": []}}])
        project = kept_project(self)
        self.write_yaml(project, {"dvc.yaml": {"stages": stages}, "params.yaml": parameters})
        project.run()
        ours = project.read("dvc.lock")
        project.remove("dvc.lock")
        self.dvc(project, "commit", "--force")
        for stage in stages:
            self.assertEqual(block(ours, stage), block(project.read("dvc.lock"), stage))

    def test_several_files_have_a_dvc_lock_each(self):
        project = kept_project(self)
        project.write("sub/dvc.yaml", """\
            stages:
              count:
                cmd: echo count >> ../ran.log && wc -l < ../../model.txt > "${item}.txt"
                wdir: deep
                deps: [../../model.txt]
                params: [n]
                outs: [x.txt]
            """.replace("${item}", "x"))
        project.write("sub/deep/params.yaml", "n: 1\n")
        project.commit()
        project.run("-P")
        self.assertEqual(self.dvc(project, "status").strip(), UP_TO_DATE)
        self.assertIn("path: ../../model.txt", project.read("sub/dvc.lock"))
        self.assertNotIn("count", project.read("dvc.lock"))

    def test_nothing_is_written_beside_a_dvc_at_work(self):
        project = kept_project(self)
        project.edit("dvc.yaml", "echo notify >> ran.log", "touch waiting; while test -e waiting; do sleep 0.05; done")
        project.run("report")
        lock = project.read("dvc.lock")
        dvc = self.start_dvc(project, "repro", "-s", "notify")
        self.addCleanup(project.remove, "waiting")
        wait_until(lambda: project.exists("waiting"), "DVC runs the stage")
        project.edit("params.yaml", "seed: 7", "seed: 8")
        self.assertIn("DVC is at work here", project.run("prepare")["text"])
        self.assertEqual(project.read("dvc.lock"), lock)
        project.remove("waiting")
        self.assertEqual(dvc.wait(), 0)
        self.assertIn("dvc.lock is up to date", project.run("prepare")["text"])

    def test_where_it_cannot_be_kept_nothing_runs(self):
        project = kept_project(self)
        elsewhere = Project(self)
        self.dvc(project, "cache", "dir", elsewhere.path)
        said = project.call("run", code=2).text
        self.assertIn("outside of the project", said)
        self.assertEqual((os.listdir(elsewhere.path), project.exists("ran.log")), ([], False))
        project.git("checkout", "-q", ".dvc/config")
        os.symlink(elsewhere.path, project.at(".dvc/cache"))
        self.assertIn("outside of the project", project.call("run", code=2).text)
        project.remove(".dvc")
        self.assertIn("dvc init", project.call("run", code=2).text)
        project.write(".mlpipe/config.yaml", "dvc: {keep_lock: yes}\n")
        self.assertIn("'keep_lock' must be true or false", project.call("run", code=2).text)

    def test_a_dvc_lock_with_conflict_markers_is_not_written_over(self):
        project = kept_project(self)
        project.run()
        broken = "<<<<<<< ours\n" + project.read("dvc.lock")
        project.write("dvc.lock", broken)
        project.edit("params.yaml", "seed: 7", "seed: 8")
        self.assertIn("dvc.lock is not brought up to date", project.run()["text"])
        self.assertEqual(project.read("dvc.lock"), broken)


def block(lock, stage):
    """The lines of one stage."""
    lines = lock.split("\n")
    begin = lines.index(f"  {stage}:")
    end = next((i for i in range(begin + 1, len(lines)) if not lines[i].startswith("   ")), len(lines))
    return "\n".join(lines[begin:end])


if __name__ == "__main__":
    main()
