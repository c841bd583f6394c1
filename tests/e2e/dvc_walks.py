"""What a project goes through under both tools: edits, and after each the stages whose command is to run."""
import dataclasses
import os
import typing


@dataclasses.dataclass
class Edit:
    """`change` is done to both copies, then both tools run; `runs` are the stages that run there, separated by blanks.

    Where mlpipe differs on purpose `mlpipe` has its stages, and `because` the reason; `differing` are the paths with
    other bytes on both sides then. An edit that `fails` is one that both tools end with an error, and mlpipe's has the
    texts in `says`. Both are called from the folder `within` with `targets`, among which options may be. `unfinished`
    says what mlpipe does not do yet: the walk must break here, and ends.
    """
    name: str
    change: typing.Optional[typing.Callable] = None
    runs: str = ""
    mlpipe: typing.Optional[str] = None
    because: str = ""
    differing: typing.Sequence[str] = ()
    fails: bool = False
    says: typing.Sequence[str] = ()
    within: str = ""
    targets: typing.Sequence[str] = ()
    unfinished: str = ""

    def expected(self):
        """The sorted stages that run, under DVC and under mlpipe."""
        ours = self.runs if self.mlpipe is None else self.mlpipe
        return sorted(self.runs.split()), sorted(ours.split())

    def for_mlpipe(self):
        """Without targets, the file is named here and there."""
        return self.targets or ([] if self.within else ["dvc.yaml"])


@dataclasses.dataclass
class Walk:
    """A project and its edits. `unfinished` says why mlpipe cannot walk it yet: it must break somewhere."""
    name: str
    files: dict
    edits: list
    unfinished: str = ""


def write(path, text):
    return lambda project: project.write(path, text)


def edit(path, old, new):
    return lambda project: project.edit(path, old, new)


def remove(*paths):
    return lambda project: [project.remove(path) for path in paths]


def both(*changes):
    return lambda project: [change(project) for change in changes]


def append(path, text):
    return lambda project: project.append(path, text)


def make_directory(path):
    return lambda project: os.makedirs(project.at(path))


def move(old, new):
    return lambda project: os.rename(project.at(old), project.at(new))


def symlink(target, path):
    return lambda project: os.symlink(target, project.at(path))
