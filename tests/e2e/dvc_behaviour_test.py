"""The same projects under DVC and mlpipe, through edits: which commands run, and the bytes of all that is there after.
Then both on one project, side by side.
"""
import dvc_ignoring
import dvc_layouts
import dvc_projects
import dvc_shapes
import dvc_stages
import dvc_training
from dvc_support import Twins
from dvc_walking import WalkCase
from project import main


class SameProjectUnderBothTools(WalkCase):
    def test_walks(self):
        for part in (dvc_projects, dvc_stages, dvc_shapes, dvc_ignoring, dvc_layouts):
            self.go(part.WALKS)

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
