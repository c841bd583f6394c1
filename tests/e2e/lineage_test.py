#!/usr/bin/env python3
"""From a model back to raw data, and from raw data forward to every model, over runs."""
import hashlib
import os
import sys
import unittest

sys.dont_write_bytecode = True
from commands_support import CommandCase  # noqa: E402

PIPELINE = """\
name: models
stages:
  split:
    cmd: mkdir -p data; head -n 1 raw.csv > data/train.csv; tail -n 1 raw.csv > data/test.csv
    deps: [raw.csv]
    outs: [data]
  train:
    cmd: cat data/train.csv params.yaml > model.bin
    deps: [data/train.csv]
    params: [lr]
    outs: [model.bin]
  score:
    cmd: cat model.bin data/test.csv > score.txt
    deps: [model.bin, data/test.csv]
    outs: [score.txt]
"""


class Lineage(CommandCase):
    def setUp(self):
        super().setUp()
        self.write("pipeline.yaml", PIPELINE)
        self.write("raw.csv", "one\ntwo\n")
        self.runs = []
        for rate in ("1", "2"):
            self.write("params.yaml", f"lr: {rate}\n")
            self.runs.append(self.json("run")["id"])

    def graph(self, *words, **how):
        """Stages and paths of the answer, and its edges by name."""
        answer = self.json("lineage", *words, **how)
        names = {a["id"]: a["path"] for a in answer["artifacts"]}
        names.update({r["id"]: r["stage"] + "/" + r["run"] for r in answer["results"]})
        return answer, {(names[e["from"]], names[e["to"]]) for e in answer["edges"]}

    def test_back_and_forward(self):
        one, two = self.runs
        answer, edges = self.graph("score.txt", "--up")
        self.assertEqual(edges, {
            ("score/" + two, "score.txt"), ("model.bin", "score/" + two), ("data/test.csv", "score/" + two),
            ("train/" + two, "model.bin"), ("data/train.csv", "train/" + two), ("data", "data/train.csv"),
            ("data", "data/test.csv"), ("split/" + one, "data"), ("raw.csv", "split/" + one)})
        trained = next(r for r in answer["results"] if r["stage"] == "train")
        self.assertEqual(trained["parameters"], {"params.yaml:lr": 2})
        answer, edges = self.graph("raw.csv", "--down")
        self.assertEqual(sum(a["path"] == "model.bin" for a in answer["artifacts"]), 2)
        self.assertEqual(len(answer["results"]), 5, "split once, though the second run shows it too")
        self.assertFalse(self.json("lineage", "raw.csv", "--down", "--depth", "1")["complete"])

    def test_what_is_meant(self):
        os.makedirs(self.path("sub"))
        inside = self.out("lineage", "../model.bin", "--up", cwd=self.path("sub"), env={"MLPIPE_ROOT": self.root})
        self.assertEqual(inside, self.out("lineage", "model.bin", "--up"))
        self.assertTrue(inside.startswith("model.bin  "))
        digest = hashlib.sha256(b"one\nlr: 1\n").hexdigest()
        older = self.json("lineage", digest[:8], "--up")
        self.assertEqual([r["run"] for r in older["results"] if r["stage"] == "train"], [self.runs[0]])
        self.write("model.bin", "edited")
        out, err = self.call("lineage", "model.bin", "--up")
        self.assertIn("what stands at model.bin now was never recorded", err)
        self.assertIn("train  run " + self.runs[1], out)
        os.remove(self.path("model.bin"))
        self.assertIn("is not there now", self.call("lineage", "model.bin")[1])
        self.write("model.bin", "one\nlr: 1\n")  # an older content counts as what it is
        self.assertIn("train  run " + self.runs[0], self.out("lineage", "model.bin", "--up"))
        self.write("data/more.csv", "")
        self.assertIn("the directory around it", self.call("lineage", "data/more.csv")[1])
        self.assertIn("no run has", self.call("lineage", "elsewhere", code=2)[1])
        self.assertIn("no run has", self.call("lineage", "abc", code=2)[1])
        self.call("lineage", "model.bin", "--up", "--down", code=2)

    def test_formats(self):
        self.assertTrue(self.out("lineage", "model.bin", "--format", "dot").startswith("digraph"))
        self.assertTrue(self.out("lineage", "model.bin", "--format", "mermaid").startswith("flowchart"))
        self.assertTrue(self.out("lineage", "model.bin", "--format", "md").endswith("```\n"))
        text = self.out("lineage", "model.bin")
        self.assertIn("Made from:\n", text)
        self.assertIn("Went into:\n", text)
        self.assertIn("with lr=2", text)

    def test_before_the_first_run_and_without_writing(self):
        def state():
            return {name for name in os.listdir(self.path(".mlpipe")) if not name.endswith(("-wal", "-shm"))}
        before = state()
        self.out("lineage", "model.bin")
        self.assertEqual(state(), before)
        os.makedirs(self.path("new"))
        self.assertIn("no run yet", self.call("lineage", "x", code=2, cwd=self.path("new"),
                                              env={"MLPIPE_ROOT": self.path("new")})[1])


if __name__ == "__main__":
    unittest.main()
