"""Several dvc.yaml files as one graph: the same projects under DVC and mlpipe, called in the same ways.

Of random projects MLPIPE_CASES is how many, MLPIPE_STEPS the edits and calls of each, MLPIPE_SEED the first seed;
MLPIPE_LONG=1: many, from a random seed.
"""
import os
import random
import re

import dvc_folder_calls
import dvc_folder_mistakes
import dvc_folder_places
import dvc_folders
from dvc_random_files import RandomFiles
from dvc_support import DvcCase, Twins
from dvc_walking import WalkCase
from project import main
from random_project import setting


class SameGraphUnderBothTools(WalkCase):
    def test_shapes(self):
        self.go(dvc_folders.WALKS)

    def test_places(self):
        self.go(dvc_folder_places.WALKS)

    def test_calls(self):
        self.go(dvc_folder_calls.WALKS)

    def test_mistakes(self):
        self.go(dvc_folder_mistakes.WALKS)

    def test_what_dvc_has_run_is_taken_over(self):
        """Of all files, by the dvc.lock beside each."""
        for walk in dvc_folders.WALKS + dvc_folder_places.WALKS[:-1]:
            with self.subTest(walk.name):
                twins = Twins(self, walk.files)
                twins.mlpipe = twins.dvc
                self.assertEqual(twins.run_dvc("repro", "-P").code, 0)
                self.assertNotEqual(twins.dvc.executed(), [])
                done = twins.run_mlpipe("run", "-P")
                self.assertEqual((twins.dvc.executed(), done.code), ([], 0), done)


class RandomGraphsUnderBothTools(DvcCase):
    def test_random_projects(self):
        usual = random.randrange(1 << 30) if os.environ.get("MLPIPE_LONG") else 11
        first, steps = int(os.environ.get("MLPIPE_SEED") or usual), setting("MLPIPE_STEPS", 6, 20)
        for seed in range(first, first + setting("MLPIPE_CASES", 3, 60)):
            log = [f"MLPIPE_SEED={seed} MLPIPE_STEPS={steps}"]
            with self.subTest(seed):
                self.go(RandomFiles(random.Random(seed)), steps, log)

    def go(self, project, steps, log):
        twins = Twins(self, {**project.files(), **{path: "1\n" for path in project.sources}})
        for step in range(steps):
            if step:
                log.append(project.edit(twins.change))
                self.lay_out(project, twins)
            self.call(twins, *project.call(), log)
        self.call(twins, "", ["-P"], log)
        self.assertEqual(self.call(twins, "", ["-P"], log), [], log)
        self.assertEqual(graph_of_mlpipe(twins), graph_of_dvc(twins), log)

    @staticmethod
    def lay_out(project, twins):
        files = project.files()
        twins.change(lambda copy: [copy.remove(path) for path in dvc_files_of(copy) if path not in files])
        twins.change(lambda copy: [copy.write(path, text) for path, text in files.items()])

    def call(self, twins, within, arguments, log):
        """What ran under both."""
        theirs = twins.run_dvc("repro", *arguments, within=within)
        ours = twins.run_mlpipe("run", *(arguments or ["dvc.yaml"]), "-j", "2", within=within)
        log.append(f"in {within or '.'}: {' '.join(arguments)}")
        said = "\n".join([*log, str(theirs), str(ours)])
        self.assertEqual((theirs.code, ours.code), (0, 0), said)
        ran = twins.dvc.executed()
        self.assertEqual(twins.mlpipe.executed(), ran, said)
        self.assertEqual(twins.differing(), [], said)
        return ran


def graph_of_dvc(twins):
    """The stages, and of each arrow where it comes from and where it leads."""
    text = twins.run_dvc("dag", "--dot").out
    arrows = re.findall(r'^"(.+?)" -> "(.+?)";', text, re.MULTILINE)
    return set(re.findall(r'^"([^"]+)";', text, re.MULTILINE)), set(arrows)


def graph_of_mlpipe(twins):
    stages = twins.run_mlpipe("graph", "-P", "--json").json()["stages"]
    return {one["stage"] for one in stages}, {(above, one["stage"]) for one in stages for above in one["upstream"]}


def dvc_files_of(copy):
    return [os.fsdecode(path) for path in copy.tree() if os.path.basename(path) == b"dvc.yaml"]


if __name__ == "__main__":
    main()
