"""The same projects under DVC and mlpipe, through edits: which commands run, and the bytes of all that is there after.
Then both on one project, side by side.

WALK, if it is set, is the beginning of the name of the project to go through alone.
"""
import os

import dvc_layouts
import dvc_projects
import dvc_stages
import dvc_training
from dvc_support import DvcCase, Twins
from project import main

WALKS = [walk for part in (dvc_projects, dvc_stages, dvc_layouts) for walk in part.WALKS
         if walk.name.startswith(os.environ.get("WALK", ""))]


class Differs(AssertionError):
    """mlpipe does otherwise than it should."""


def agree(found, expected, said):
    if found != expected:
        raise Differs(f"not {expected} but {found}\n{said}")


class SameProjectUnderBothTools(DvcCase):
    def step(self, twins, edit):
        """One edit, and what each tool makes of it."""
        if edit.change:
            twins.change(edit.change)
        theirs = twins.run_dvc("repro", *edit.targets)
        ours = twins.run_mlpipe("run", *(edit.targets or ["dvc.yaml"]), "-j", "2")
        said = f"{edit.name}\n{theirs}\n{ours}"
        for_dvc, for_mlpipe = edit.expected()
        self.assertEqual((twins.dvc.executed(), theirs.code != 0), (for_dvc, edit.fails), f"DVC: {said}")
        agree((twins.mlpipe.executed(), ours.code != 0), (for_mlpipe, edit.fails), said)
        agree(twins.differing(), sorted(edit.differing), said)

    def walk(self, walk):
        twins = Twins(self, walk.files)
        for edit in walk.edits:
            if edit.unfinished:
                return self.still_differs(edit.unfinished, self.step, twins, edit)
            self.step(twins, edit)

    def still_differs(self, reason, action, *arguments):
        with self.assertRaises(Differs, msg=f"mended, take `unfinished` away: {reason}"):
            action(*arguments)

    def test_walks(self):
        for walk in WALKS:
            with self.subTest(walk.name):
                if walk.unfinished:
                    self.still_differs(walk.unfinished, self.walk, walk)
                else:
                    self.walk(walk)

    def test_both_in_one_directory(self):
        twins = Twins(self, dvc_training.FILES)
        twins.mlpipe = twins.dvc
        self.assertEqual(twins.run_dvc("repro").code, 0)
        self.assertEqual(twins.dvc.executed(), ["evaluate", "prepare", "train"])
        theirs = twins.dvc.read("dvc.lock")
        for stage in ("prepare", "train", "evaluate"):
            self.assertEqual(twins.run_mlpipe("accept", stage, "--why", "made by dvc repro").code, 0)
        self.assertEqual(twins.run_mlpipe("run").code, 0)
        self.assertEqual((twins.dvc.executed(), twins.dvc.read("dvc.lock")), ([], theirs))
        self.assertEqual(twins.run_dvc("status", "--json").json(), {})

        twins.dvc.edit("params.yaml", "steps: 40", "steps: 50")
        self.assertEqual(twins.run_mlpipe("run").code, 0)
        self.assertEqual((twins.dvc.executed(), twins.dvc.read("dvc.lock")), (["evaluate", "train"], theirs))
        self.assertEqual(twins.run_dvc("commit", "--force").code, 0)
        self.assertEqual(twins.run_dvc("repro").code, 0)
        self.assertEqual(twins.dvc.executed(), [])


if __name__ == "__main__":
    main()
