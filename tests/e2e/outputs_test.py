"""What becomes of files: outputs, what stood in their place, the store, and inputs that change."""
import hashlib
import os
import unittest

from project import Project, main, wait_until


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Clearing(unittest.TestCase):
    def test_outputs_are_cleared_and_what_nobody_holds_is_kept(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              a: {cmd: 'test ! -e a; echo new > a', outs: [a]}
              b: {cmd: 'mkdir b; echo 1 > b/one', outs: [b]}
            """)
        project.write("a", "written by hand\n")
        project.write("b/mine", "precious\n")
        os.symlink("nowhere", project.at("b/link"))
        done = project.run()
        displaced = project.at(os.path.join(".mlpipe/displaced", done["id"]))
        self.assertEqual(project.read(os.path.join(displaced, "a")), "written by hand\n")
        self.assertEqual(project.read(os.path.join(displaced, "b/mine")), "precious\n")
        self.assertEqual(os.readlink(os.path.join(displaced, "b/link")), "nowhere")
        self.assertIn(".mlpipe/displaced", done["text"])
        self.assertEqual(os.listdir(project.at("b")), ["one"])
        # What a recorded success holds needs no keeping; what was edited by hand does.
        project.run("--force")
        self.assertEqual(os.listdir(project.at(".mlpipe/displaced")), [done["id"]])
        project.write("a", "edited\n")
        edited = project.run()
        self.assertEqual(edited["stages"]["a"]["status"], "restored")
        self.assertEqual(project.read(f".mlpipe/displaced/{edited['id']}/a"), "edited\n")
        self.assertEqual(project.read("a"), "new\n")

    def test_a_failed_stage_leaves_its_outputs_for_a_look(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              half: {cmd: 'test ! -e half; echo partial > half; test -e fixed', outs: [half, rest]}
              lazy: {cmd: echo done, outs: [lazy, lazier]}
              after: {cmd: cat half, deps: [half]}
            """)
        done = project.run("-k", code=1)
        self.assertEqual(project.read("half"), "partial\n")
        self.assertNotIn(digest(b"partial\n"), project.objects())
        self.assertFalse(project.exists("pipeline.yaml.lock") and "half" in project.read("pipeline.yaml.lock"))
        self.assertEqual({name: one["status"] for name, one in done["stages"].items()},
                         {"half": "failed", "lazy": "failed", "after": "blocked"})
        for name in ("lazy", "lazier"):
            self.assertIn(name, done["stages"]["lazy"]["reason"])
        self.assertEqual(done["stages"]["lazy"]["exit_code"], 0)
        # Our own leftovers are no treasure; once somebody has edited them they are.
        project.run("half", code=1)
        self.assertFalse(project.exists(".mlpipe/displaced"))
        project.append("half", "a thought\n")
        again = project.run("half", code=1)
        self.assertEqual(project.read(f".mlpipe/displaced/{again['id']}/half"), "partial\na thought\n")

    def test_persist_cache_false_frozen_and_always_changed(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              grow: {cmd: cat in >> grown, deps: [in], outs: [{grown: {persist: true}}]}
              small: {cmd: echo small > small, outs: [{small: {cache: false}}]}
              large: {cmd: head -c 1100000 /dev/zero > large, outs: [{large: {cache: false}}]}
              ever: {cmd: echo . >> evers; echo same > ever, outs: [ever], always_changed: true}
              after: {cmd: cp ever after, deps: [ever], outs: [after]}
              use: {cmd: cp after use, deps: [after], outs: [use]}
            """)
        project.write("in", "1\n")
        project.run()
        self.assertIn(digest(b"small\n"), project.objects())
        self.assertNotIn(digest(bytes(1100000)), project.objects())
        project.write("in", "2\n")
        done = project.statuses()
        self.assertEqual(done, {"grow": "ran", "small": "skipped", "large": "skipped", "ever": "ran",
                                "after": "skipped", "use": "skipped"})
        self.assertEqual((project.lines("grown"), len(project.lines("evers"))), (["1", "2"], 2))
        # What was there before is no part of the identity, and is never put back over what is there.
        self.assertEqual(project.statuses()["grow"], "skipped")
        project.append("grown", "by hand\n")
        self.assertEqual(project.statuses()["grow"], "ran")
        self.assertEqual(project.lines("grown"), ["1", "2", "by hand", "2"])
        for name in ("grown", "small", "large"):
            project.remove(name)
        done = project.statuses()
        self.assertEqual((done["grow"], done["small"], done["large"]), ("restored", "restored", "ran"))

        project.edit("pipeline.yaml", "deps: [ever]", "deps: [ever], frozen: true")
        project.edit("pipeline.yaml", "cp ever after", "exit 9")
        # What it depends on is not pulled in.
        self.assertEqual(project.statuses("use"), {"after": "skipped", "use": "skipped"})
        project.remove("after")
        self.assertEqual(project.statuses()["after"], "restored")
        project.write("after", "by hand\n")
        self.assertEqual(project.statuses()["after"], "skipped")
        self.assertEqual(project.read("after"), "by hand\n")


class Changing(unittest.TestCase):
    def test_inputs_that_change_while_a_stage_runs(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              read: {cmd: cp in out; echo late >> in; sed -i s/1/2/ params.yaml, deps: [in], params: [rate], outs: [out]}
              after: {cmd: cp out after, deps: [out], outs: [after]}
            """)
        project.write("in", "first\n")
        project.write("params.yaml", "rate: 1\n")
        done = project.run()
        self.assertEqual(done["stages"]["read"]["status"], "ran")
        self.assertRegex(done["text"], r"in, params\.yaml:rate changed while the stage ran")
        self.assertEqual(project.decisions()["read"], "run")
        # Nor is it reused when the inputs are as they were.
        project.write("in", "first\n")
        project.write("params.yaml", "rate: 1\n")
        self.assertEqual(project.decisions()["read"], "run")
        project.edit("pipeline.yaml", "; echo late >> in; sed -i s/1/2/ params.yaml", "")
        self.assertEqual(project.statuses(), {"read": "ran", "after": "skipped"})
        self.assertEqual(set(project.statuses().values()), {"skipped"})

    def test_a_directory_of_programs_that_gains_pycache(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              one: {cmd: python3 src/main.py > one, deps: [src], outs: [one]}
            """)
        project.write("src/main.py", "import helper\nprint(helper.VALUE)\n")
        project.write("src/helper.py", "VALUE = 1\n")
        project.write(".mlpipeignore", "*.log\n/src/drafts/\n!keep.log\n")
        done = project.run()
        self.assertTrue(project.exists("src/__pycache__"), "Python writes byte code here, as for users")
        self.assertNotIn("changed while", done["text"])
        for name in ("a.log", "drafts/x.py", ".ipynb_checkpoints/x", "lib/y.pyc", ".DS_Store"):
            project.write("src/" + name, "noise\n")
        os.rmdir(project.at("src/lib")) if not os.listdir(project.at("src/lib")) else None
        project.remove("src/lib")
        self.assertEqual(project.statuses(), {"one": "skipped"})
        project.write("src/keep.log", "matters\n")
        self.assertEqual(project.decisions(), {"one": "run"})
        project.remove("src/keep.log")
        project.write("src/helper.py", "VALUE = 22\n")
        self.assertEqual(project.statuses(), {"one": "ran"})
        self.assertEqual(project.read("one"), "22\n")


class Directories(unittest.TestCase):
    def test_names_links_modes_and_the_store_by_hand(self):
        project = Project(self)
        odd = b"caf\xe9 \n\x01"
        project.write("make.py", """\
            import os
            os.makedirs(b"d/deep/empty")
            for name in (b"caf\\xe9 \\n\\x01", b"-rf", b"deep/plain", b"a.pyc"):
                with open(b"d/" + name, "wb") as file:
                    file.write(name)
            os.chmod("d/-rf", 0o755)
            os.symlink("deep/plain", "d/inside")
            os.symlink("missing", "d/dangling")
            os.symlink("../deep", "d/deep/up")
            """)
        project.pipeline("""\
            stages:
              make: {cmd: python3 make.py, deps: [make.py], outs: [d]}
              count: {cmd: find d | wc -l > count, deps: [d], outs: [count]}
            """)
        project.run()
        before = {path: content for path, content in project.tree(state=False).items() if path.startswith(b"d")}
        self.assertIn(b"d/" + odd, before)
        # sha256sum and a look are enough to check the store.
        reference = [one for one in project.run()["executions"] if one["stage"] == "make"][0]["record"]["outputs"][0]
        for name in project.objects():
            path = project.at(f".mlpipe/objects/{name[:2]}/{name[2:]}")
            with open(path, "rb") as file:
                self.assertEqual(digest(file.read()), name)
            self.assertEqual(os.stat(path).st_mode & 0o222, 0)
        self.assertEqual((reference["type"], reference["sha256"] in project.objects()), ("dir", True))
        project.remove("d")
        project.remove("count")
        self.assertEqual(set(project.statuses().values()), {"restored"})
        after = {path: content for path, content in project.tree(state=False).items() if path.startswith(b"d")}
        self.assertEqual(after, before)
        self.assertEqual(os.stat(project.at("d/-rf")).st_mode & 0o111, 0o111)
        self.assertEqual(os.stat(project.at("d/deep/plain")).st_mode & 0o311, 0o200)
        # An output keeps everything: what would be ignored in a dependency of the user's counts here.
        project.remove("d/a.pyc")
        self.assertEqual(project.statuses()["make"], "restored")
        self.assertTrue(project.exists("d/a.pyc"))

    def test_a_link_that_leaves_the_output(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              leaving: {cmd: mkdir d; ln -s ../secret d/link, outs: [d]}
              absolute: {cmd: mkdir e; ln -s /etc/hostname e/link, outs: [e]}
              socket: {cmd: mkdir f; mkfifo f/pipe, outs: [f]}
            """)
        done = project.run("-k", code=1)["stages"]
        self.assertEqual({one["status"] for one in done.values()}, {"failed"})
        self.assertIn("d/link", done["leaving"]["reason"])
        self.assertIn("e/link", done["absolute"]["reason"])
        self.assertIn("f/pipe", done["socket"]["reason"])
        # What they left is in nobody's way once the commands are right.
        project.edit("pipeline.yaml", "ln -s ../secret d/link", "ln -s within d/link")
        project.edit("pipeline.yaml", "ln -s /etc/hostname e/link", "touch e/file")
        project.edit("pipeline.yaml", "mkfifo f/pipe", "touch f/file")
        self.assertEqual(set(project.statuses().values()), {"ran"})


class Sharing(unittest.TestCase):
    def test_a_shared_store_restores_in_another_project(self):
        base = Project(self)
        ones = []
        for name in ("one", "two"):
            project = Project(self, directory=base.at(name))
            project.write(".mlpipe/config.yaml", "store: {path: ../store}\n")
            project.write("in", "1\n")
            project.pipeline("stages: {a: {cmd: cp in a; echo . >> ../count, deps: [in], outs: [a]}}\n")
            ones.append(project)
        self.assertEqual(ones[0].statuses(), {"a": "ran"})
        self.assertEqual(ones[1].statuses(), {"a": "restored"})
        self.assertEqual((ones[1].read("a"), base.lines("count")), ("1\n", ["."]))
        # A copy is a copy: an edit in one project does not reach the other.
        ones[0].append("a", "edited\n")
        self.assertEqual(ones[1].statuses(), {"a": "skipped"})
        ones[1].call("verify")

    def test_hardlinks_are_opt_in_and_do_not_endanger_the_store(self):
        project = Project(self)
        project.write(".mlpipe/config.yaml", "store: {materialise: hardlink}\n")
        project.pipeline("stages: {a: {cmd: 'echo 1 > a', outs: [a]}}\n")
        project.run()
        project.remove("a")
        self.assertEqual(project.statuses(), {"a": "restored"})
        self.assertEqual(os.stat(project.at("a")).st_mode & 0o222, 0)
        self.assertGreater(os.stat(project.at("a")).st_nlink, 1)
        # To run again replaces the file instead of writing into the store.
        project.edit("pipeline.yaml", "echo 1", "echo 2")
        project.run()
        self.assertEqual(project.read("a"), "2\n")
        project.call("verify")


    def test_links_into_the_store_are_opt_in_and_count_as_the_files(self):
        project = Project(self)
        project.write(".mlpipe/config.yaml", "store: {materialise: symlink}\n")
        project.write("in", "1\n")
        project.pipeline("""\
            stages:
              a: {cmd: mkdir d; cp in d/x; cp in y; cp in p, deps: [in], outs: [d, y, {p: {persist: true}}]}
              b: {cmd: cp -r d e; cat y > e/y, deps: [d, y], outs: [e]}
            """)
        project.run()
        for name in ("d", "y", "p", "e"):
            project.remove(name)
        self.assertEqual(project.statuses(), {"a": "restored", "b": "restored"})
        self.assertTrue(os.path.islink(project.at("d/x")) and os.path.islink(project.at("y")))
        # What a stage goes on writing to is never the store's own.
        self.assertFalse(os.path.islink(project.at("p")))
        self.assertEqual(set(project.statuses().values()), {"skipped"})
        self.assertEqual(project.statuses("--force", "b"), {"a": "skipped", "b": "ran"})
        self.assertEqual(set(project.statuses().values()), {"skipped"})
        project.write("in", "2\n")
        self.assertEqual(project.statuses(), {"a": "ran", "b": "ran"})
        self.assertEqual((project.read("e/x"), project.read("e/y")), ("2\n", "2\n"))
        self.assertFalse(project.exists(".mlpipe/displaced"))
        project.call("verify")


class Accepting(unittest.TestCase):
    def test_accept_and_gc(self):
        project = Project(self)
        project.write("train.py", "# a comment\n")
        project.pipeline("""\
            stages:
              train: {cmd: echo . >> trained; echo model > model, deps: [train.py], outs: [model]}
              use: {cmd: cp model used, deps: [model], outs: [used]}
            """)
        project.run()
        project.write("train.py", "# another comment\n")
        self.assertIn("--why", project.call("accept", "train", code=2).err)
        self.assertEqual(project.decisions(), {"train": "run", "use": "unknown"})
        project.call("accept", "train", "--why", "only a comment")
        status = project.call("status", "--json").json()["stages"]
        self.assertEqual([one["decision"] for one in status], ["skip", "skip"])
        self.assertTrue(status[0]["accepted"])
        self.assertIn("accepted", project.call("status", "--all").out)
        self.assertIn("only a comment", project.call("show", "--json").out)
        self.assertIn("only a comment", project.read("pipeline.yaml.lock"))
        self.assertEqual(project.statuses(), {"train": "skipped", "use": "skipped"})
        self.assertEqual(project.lines("trained"), ["."])
        self.assertIn("up to date", project.call("accept", "train", "--why", "again", code=2).err)
        # To run for real takes the mark away.
        project.run("--force-stage", "train")
        self.assertNotIn("accepted", project.read("pipeline.yaml.lock"))


if __name__ == "__main__":
    main()
