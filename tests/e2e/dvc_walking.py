"""Goes through a project's walk under both tools: after each edit, which commands ran, and the bytes of all there is.

WALK, if it is set, is the beginning of the name of the project to go through alone.
"""
import os

from dvc_support import DvcCase, Twins


class Differs(AssertionError):
    """mlpipe does otherwise than it should."""


def agree(found, expected, said):
    if found != expected:
        raise Differs(f"not {expected} but {found}\n{said}")


class WalkCase(DvcCase):
    def step(self, twins, edit):
        """One edit, and what each tool makes of it."""
        if edit.change:
            twins.change(edit.change)
        theirs = twins.run_dvc("repro", *edit.targets, within=edit.within)
        ours = twins.run_mlpipe("run", *edit.for_mlpipe(), "-j", "2", within=edit.within)
        said = f"{edit.name}\n{theirs}\n{ours}"
        for_dvc, for_mlpipe = edit.expected()
        self.assertEqual((twins.dvc.executed(), theirs.code != 0), (for_dvc, edit.fails), f"DVC: {said}")
        agree((twins.mlpipe.executed(), ours.code != 0), (for_mlpipe, edit.fails), said)
        agree([text for text in edit.says if text not in ours.text], [], said)
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

    def go(self, walks):
        for walk in walks:
            if not walk.name.startswith(os.environ.get("WALK", "")):
                continue
            with self.subTest(walk.name):
                if walk.unfinished:
                    self.still_differs(walk.unfinished, self.walk, walk)
                else:
                    self.walk(walk)
