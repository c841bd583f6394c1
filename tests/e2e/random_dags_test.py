"""Random pipelines under random edits: a run makes what a run from scratch would make, runs all that it must, and
nothing else. What it must is worked out by random_model.py.

MLPIPE_CASES: pipelines; MLPIPE_STEPS: edits and runs of each; MLPIPE_SEED: the first seed; MLPIPE_LONG=1: many,
from a random seed.
"""
import collections
import os
import random
import unittest

from random_edits import RandomEdits
from random_model import PARTIAL, Model, blobs, digest, with_upstream
from random_project import setting, sha256

DECISIONS = {"skip": {"skipped"}, "restore": {"restored"}, "run": {"ran", "failed"}, "blocked": {"blocked"}}


class Case:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.model = Model()
        self.edits = RandomEdits(self.rng, self.model)
        self.project = self.edits.project
        self.log = []
        self.counts = collections.Counter()

    def check(self, condition, message):
        if not condition:
            raise AssertionError(message)

    def step(self, number):
        self.log.append(f"-- step {number}")
        for _ in range(self.rng.choice([1, 1, 1, 2, 3]) if number else 0):
            self.log.append(self.edits.apply_one())
        self.edits.keep_lock()
        targets = [self.edits.some_stage()] if self.rng.random() < 0.15 else []
        self.run(targets)
        if self.rng.random() < 0.2:
            self.log.append("again")
            self.run([])

    def leaves(self):
        leaves = self.project.leaves()
        leaves.pop("pipeline.yaml.lock", None)
        return leaves

    def run(self, targets):
        stages = self.edits.stages
        selected = with_upstream(stages, targets or stages)
        before, objects = self.leaves(), self.project.objects()
        foreseen = self.project.json("run", "--dry-run", *[stage.name for stage in targets]
                                     ) if self.rng.random() < 0.3 else None
        self.check(self.leaves() == before, "--dry-run has changed the workspace")
        after = dict(before)
        # What a success made that the store need not hold is made again, not put aside.
        ours = {path: leaf for stage in stages if not stage.cached
                for path, leaf in self.model.lock.get(stage.name, (None, {}))[1].items()}
        may = self.model.predict(stages, selected, after, self.edits.params, objects)
        self.log.append("run, expecting " + ", ".join(
            f"{stage.name} ({stage.number}) {'/'.join(sorted(may[stage.number]))}"
            for stage in stages if stage.number in may))
        failing = {"failed"} in may.values()
        arguments = ["run", f"-j{self.rng.randint(1, 4)}", *[stage.name for stage in targets]]
        code, record = self.project.json(*arguments, *(["-k"] if failing or self.rng.random() < 0.5 else []))
        trace = self.project.take_trace()

        number_of = {stage.name: stage.number for stage in stages}
        actual = {number_of[entry["stage"]]: entry for entry in record["executions"]}
        self.check(set(actual) == selected, f"selected {sorted(actual)} instead of {sorted(selected)}")
        for number, entry in actual.items():
            self.check(entry["status"] in may[number],
                       f"stage {number} was {entry['status']}: {entry.get('reason')}")
            if entry["status"] == "restored":
                self.model.was_restored(number)
            self.counts[entry["status"]] += 1
        self.check(code == (1 if failing else 0), f"exit code {code}")
        ran = sorted(str(number) for number, entry in actual.items() if entry["status"] in ("ran", "failed"))
        self.check(sorted(trace) == ran, f"really ran: {sorted(trace)}, reported: {ran}")
        if foreseen:
            self.check_foreseen(foreseen, may, number_of)
        self.check_workspace(before, after, ours)
        self.check_store(actual, after)

    def check_foreseen(self, foreseen, may, number_of):
        code, document = foreseen
        self.check(code == 0, f"--dry-run ended with {code}")
        for entry in document["stages"]:
            decided = entry["decision"]
            self.check(decided == "unknown" or DECISIONS[decided] & may[number_of[entry["stage"]]],
                       f"--dry-run said {decided} of {entry['stage']}: {entry['reason']}")

    def check_workspace(self, before, expected, ours):
        found = self.leaves()
        outputs = [out for stage in self.edits.stages for out in stage.outputs()]
        for path in sorted({*found, *expected}):
            if found.get(path) == expected.get(path):
                continue
            # A folder that was made for an output that then was not written.
            if ("dir",) in (found.get(path), expected.get(path)) and not any(
                    path == out or path.startswith(out + "/") for out in outputs):
                continue
            raise AssertionError(f"{path} is {found.get(path)} instead of {expected.get(path)}")
        here = {sha256(leaf[1]) for leaf in found.values() if leaf[0] == "file"}
        kept = here | self.project.objects()
        for path, leaf in before.items():
            if leaf[0] == "file" and leaf[1] != PARTIAL and sha256(leaf[1]) not in kept and ours.get(path) != leaf:
                self.check(sha256(leaf[1]) in self.project.displaced(), f"what stood at {path} is lost: {leaf[1]}")

    def check_store(self, actual, leaves):
        objects = self.project.objects()
        for stage in self.edits.stages:
            entry = actual.get(stage.number, {})
            if entry.get("status") not in ("ran", "restored", "skipped"):
                continue
            recorded = {artifact["path"]: (artifact["type"], artifact["sha256"])
                        for artifact in entry["record"]["outputs"]}
            wanted = {out: digest(leaves, out) for out in stage.outputs()}
            self.check(recorded == wanted, f"stage {stage.number} recorded {recorded} instead of {wanted}")
            if entry["status"] == "ran":
                lacking = {blob for out in stage.outputs() for blob in blobs(leaves, out)} - objects
                self.check(not lacking, f"stage {stage.number} ran, but the store lacks {lacking}")


class RandomDags(unittest.TestCase):
    def test_random_edits(self):
        # The short run repeats itself, so that a red test is a change's doing; the long one looks for what is new.
        usual = random.randrange(1 << 30) if os.environ.get("MLPIPE_LONG") else 7
        first = int(os.environ.get("MLPIPE_SEED") or usual)
        cases, steps = setting("MLPIPE_CASES", 3, 60), setting("MLPIPE_STEPS", 10, 15)
        counts = collections.Counter()
        for seed in range(first, first + cases):
            case = Case(seed)
            try:
                for number in range(steps):
                    case.step(number)
                code, findings = case.project.json("verify")
                case.check(code == 0 and findings["ok"], f"verify: {findings}")
            except AssertionError as error:
                raise AssertionError(f"MLPIPE_SEED={seed} MLPIPE_STEPS={steps}: {error}\n" +
                                     "\n".join(case.log)) from None
            finally:
                if not os.environ.get("MLPIPE_KEEP"):
                    case.project.remove()
            counts += case.counts
        print(f"{cases} pipelines from seed {first}, {steps} steps each:", dict(counts))
        for status in ("ran", "restored", "skipped"):
            self.assertGreater(counts[status], 0, "the edits are too tame")


if __name__ == "__main__":
    unittest.main()
