"""The pipelines of the bench, and how they are written for each tool."""

import json
from typing import NamedTuple


class Stage(NamedTuple):
    name: str
    dependencies: list

    @property
    def output(self):
        return f"out/{self.name}.txt"

    @property
    def command(self):
        """Builtins of the shell alone: a tool's own work is what remains."""
        reads = "".join(f"read -r line < {path}; " for path in self.dependencies)
        return f"{reads}echo {self.name} > {self.output}"


def wide(count):
    """Nothing depends on anything."""
    return [Stage(f"s{i:06}", ["input.txt"]) for i in range(count)]


def chain(count):
    """Each stage depends on the one before."""
    stages = []
    for i in range(count):
        stages.append(Stage(f"s{i:06}", [stages[-1].output if stages else "input.txt"]))
    return stages


def blocks(count):
    """Small pipelines of six stages beside each other: ingest, prepare, train, evaluate, deploy, monitor."""
    stages = []
    while len(stages) < count:
        block = len(stages) // 6
        out = lambda name: f"out/{name}-{block:06}.txt"
        for name, dependencies in (
            ("ingest", ["input.txt"]),
            ("prepare", [out("ingest")]),
            ("train", [out("prepare")]),
            ("evaluate", [out("prepare"), out("train")]),
            ("deploy", [out("train"), out("evaluate")]),
            ("monitor", [out("prepare"), out("train")]),
        ):
            stages.append(Stage(f"{name}-{block:06}", dependencies))
    return stages[:count]


SHAPES = {"wide": wide, "chain": chain, "blocks": blocks}


def write_pipeline(path, stages):
    """A pipeline.yaml that is also a dvc.yaml."""
    lines = ["stages:"]
    for stage in stages:
        lines += [
            f"  {stage.name}:",
            f"    cmd: {json.dumps(stage.command)}",
            f"    deps: [{', '.join(stage.dependencies)}]",
            f"    outs: [{stage.output}]",
        ]
    path.write_text("\n".join(lines) + "\n")


def write_ninja(folder, stages):
    lines = ["rule stage", "  command = $cmd"]
    for stage in stages:
        lines += [f"build {stage.output}: stage {' '.join(stage.dependencies)}", f"  cmd = {stage.command}"]
    (folder / "build.ninja").write_text("\n".join(lines) + "\n")
