"""Runs in one file: written in one clone, taken into another."""
import io
import os
import tarfile

import project
from moving_support import Clones


def rewritten(path, change):
    """The archive with its members, as (name, bytes), changed."""
    with tarfile.open(path) as archive:
        members = [(one.name, archive.extractfile(one).read()) for one in archive.getmembers()]
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in change(members):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


class Archive(Clones):
    def setUp(self):
        super().setUp()
        self.first.run()
        self.file = self.at("runs.tar")
        self.run_id = self.first.call("runs", "--json").json()["runs"][0]["id"]
        self.second = self.clone("second")

    def test_runs_go_from_one_clone_to_another_in_a_file(self):
        self.first.edit("train.sh", "model of", "better model of")
        self.first.run()
        out = self.first.call("runs", "export", self.file, self.run_id).out
        self.assertIn("1 run with 5 objects", out)
        with tarfile.open(self.file) as archive:
            names = archive.getnames()
        self.assertEqual(names[0], "format.json")
        self.assertEqual(names[-1], f"runs/{self.run_id}.json")

        imported = self.second.call("runs", "import", self.file, "--json").json()
        self.assertEqual(imported, {"runs": [self.run_id], "imported": 1, "objects": 5, "records": 3})
        self.assertEqual(set(self.second.statuses().values()), {"restored"})
        again = self.second.call("runs", "import", self.file, "--json").json()
        self.assertEqual((again["imported"], again["objects"], again["records"]), (0, 0, 0))
        theirs = self.second.call("show", self.run_id, "--json").json()
        ours = self.first.call("show", self.run_id, "--json").json()
        self.assertEqual(theirs["instance"], ours["instance"])
        self.assertEqual(theirs["executions"], ours["executions"])
        self.assertEqual(self.first.call("runs", "export", self.file, "--json").json()["runs"][1], self.run_id)

    def test_what_the_store_no_longer_has_is_named(self):
        model = self.first.call("show", self.run_id, "--stage", "train", "--json").json()
        digest = model["record"]["outputs"][0]["sha256"] if "record" in model else \
            model["execution"]["record"]["outputs"][0]["sha256"]
        os.unlink(self.first.at(f".mlpipe/objects/{digest[:2]}/{digest[2:]}"))
        result = self.first.call("runs", "export", self.file, code=1)
        self.assertIn(f"missing  model.txt  {digest}", result.err)

    def refused(self, change, *words):
        self.first.call("runs", "export", self.file)
        rewritten(self.file, change)
        result = self.second.call("runs", "import", self.file, code=6)
        for word in words:
            self.assertIn(word, result.err)
        self.assertEqual(self.second.call("runs", "--json").json()["runs"], [])
        self.assertFalse(os.listdir(self.second.at(".mlpipe/records")) if
                         self.second.exists(".mlpipe/records") else [])

    def test_a_member_that_is_something_else_is_refused(self):
        for name in ("../evil", "/etc/evil", "objects/../../evil", "objects/ab/" + "g" * 62, "runs/x.txt",
                     ".mlpipe/config.yaml", "records/ab/cd.json"):
            with self.subTest(name):
                self.refused(lambda members: members[:1] + [(name, b"x")] + members[1:], "runs.tar")
        self.assertFalse(os.path.exists(self.at("evil")))

    def test_false_content_is_refused(self):
        def other_object(members):
            return [(name, b"evil" if name.startswith("objects/") else content) for name, content in members]

        def other_run(members):
            return [(name.replace(self.run_id, "20000101T000000000Z-abcdef"), content)
                    for name, content in members]

        def other_record(members):
            return [(name, content.replace(b"train.sh", b"evil.sh") if name.startswith("records/") else content)
                    for name, content in members]

        self.refused(other_object, "whose content is another")
        self.refused(other_run, "speaks of run")
        self.refused(other_record, "whose content is another")
        self.refused(lambda members: members[1:], "where an object, a record or a run belongs")
        self.refused(lambda members: [(members[0][0], b'{"format":"mlpipe runs","version":2}')] + members[1:],
                     "newer mlpipe")

    def test_a_file_that_breaks_off_gives_no_run(self):
        self.first.call("runs", "export", self.file)
        with open(self.file, "r+b") as file:
            file.truncate(os.path.getsize(self.file) - 3000)
        self.assertIn("breaks off", self.second.call("runs", "import", self.file, code=6).err)
        self.assertEqual(self.second.call("runs", "--json").json()["runs"], [])
        with open(self.file, "wb") as file:
            file.write(b"no tar at all\n" * 100)
        self.assertIn("no tar", self.second.call("runs", "import", self.file, code=6).err)


if __name__ == "__main__":
    project.main()
