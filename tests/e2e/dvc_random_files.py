"""Random projects of several dvc.yaml files, edits of them and ways to call them, for dvc_files_test.py. What DVC makes
of them is right; nothing is tried of which docs/dvc.md says that the tools part.
"""
import dataclasses
import os

FOLDERS = ["", "a", "a/b", "c", "c/d/e"]


@dataclasses.dataclass
class Stage:
    """Paths are relative to the project; `place` is the working directory."""
    name: str
    folder: str
    place: str
    inputs: list
    output: str
    is_directory: bool
    reduces: bool
    has_parameter: bool
    has_template: bool
    turn: int = 0

    def address(self, within, always=False):
        """How it is named from a folder: in its own with its file only if `always`."""
        is_near = self.folder == within and not always
        return self.name if is_near else f"{relative(file_of(self.folder), within)}:{self.name}"

    def text(self):
        inputs = [relative(path, self.place) for path in self.inputs]
        output = relative(self.output, self.place)
        # The place stands in the command, for to DVC alone the same command elsewhere is the same.
        told = f"'{self.place} {self.turn}'" + (" ${v}" if self.has_template else "")
        files = " ".join(path if path.endswith(".txt") else path + "/all.txt" for path in inputs)
        made = f"(echo {told}; cat {files}) | " + ("wc -l" if self.reduces else f"sed s/^/{self.name[1:]}/")
        made += f" > {output}" if not self.is_directory else f" > {output}/all.txt; ls {output} > {output}/some.txt"
        ready = f"mkdir -p {output}; " if self.is_directory else ""
        lines = [f"cmd: echo {self.name} >> $TRACE; {ready}{made}",
                 f"deps: [{', '.join(inputs)}]", f"outs: [{output}]"]
        if self.has_parameter:
            lines.append("params: [v]")
        if self.place != self.folder:
            lines.append("wdir: " + relative(self.place, self.folder))
        return f"  {self.name}:\n" + "".join(f"    {line}\n" for line in lines)


def relative(path, start):
    return os.path.relpath(path or ".", start or ".")


def file_of(folder):
    return os.path.join(folder, "dvc.yaml")


class RandomFiles:
    """A project that grows. Each edit, and each call, is told in words that make it again."""

    def __init__(self, rng):
        self.rng, self.stages, self.count = rng, [], 0
        self.left_out = None  # the folder whose file .dvcignore names
        self.sources = [os.path.join(folder, "source.txt") for folder in rng.sample(FOLDERS, 3)]
        self.values = dict.fromkeys(FOLDERS, 1)
        for _ in range(rng.randint(5, 9)):
            self.add_stage()

    def add_stage(self, _=None):
        rng, number, self.count = self.rng, self.count, self.count + 1
        folder, is_directory = rng.choice(self.folders()), rng.random() < 0.3
        known = self.sources + [path for stage in self.stages for path in self.readable(stage)]
        self.stages.append(Stage(
            f"s{number}", folder, rng.choice([folder, folder, *FOLDERS]),
            sorted(set(rng.choices(known[-6:], k=rng.randint(1, 3)))),
            os.path.join(rng.choice(FOLDERS), f"made{number}" + ("" if is_directory else ".txt")), is_directory,
            rng.random() < 0.3, rng.random() < 0.3, rng.random() < 0.3))
        return f"s{number} comes, in {folder or '.'}"

    def folders(self):
        """Where there are, or may come, stages that belong to the project."""
        return [folder for folder in FOLDERS if folder != self.left_out]

    def stage(self):
        return self.rng.choice([stage for stage in self.stages if stage.folder != self.left_out])

    @staticmethod
    def readable(stage):
        return [stage.output, stage.output + "/all.txt"] if stage.is_directory else [stage.output]

    def files(self):
        found = {os.path.join(folder, "params.yaml"): f"v: {value}\n" for folder, value in self.values.items()}
        found[".dvcignore"] = f"/{file_of(self.left_out)}\n" if self.left_out is not None else ""
        for stage in self.stages:
            found[file_of(stage.folder)] = found.get(file_of(stage.folder), "stages:\n") + stage.text()
        return found

    def edit(self, change):
        """Does something at random; `change` does what it is given to both copies."""
        return self.rng.choice([self.change_source, self.change_value, self.change_command, self.move_stage,
                                self.add_stage, self.remove_stage, self.remove_output, self.spoil_output,
                                self.leave_out])(change)

    def change_source(self, change):
        path = self.rng.choice(self.sources)
        change(lambda project: project.append(path, "more\n"))
        return f"more in {path}"

    def change_value(self, _):
        folder = self.rng.choice(FOLDERS)
        self.values[folder] = self.rng.randint(1, 3)
        return f"v of {folder or '.'} is {self.values[folder]}"

    def change_command(self, _):
        stage = self.stage()
        stage.turn = self.rng.randint(0, 2)
        return f"the command of {stage.name} has {stage.turn}"

    def move_stage(self, _):
        stage = self.stage()
        stage.folder = self.rng.choice(self.folders())
        return f"{stage.name} moves to {stage.folder or '.'}"

    def remove_stage(self, _):
        """One on which none depends. What it has made stays."""
        last = self.stages[-1]
        if len(self.stages) < 3 or last.folder == self.left_out:
            return "none goes"
        self.stages.pop()
        return f"{last.name} goes"

    def leave_out(self, change):
        """A folder's file by .dvcignore, if all is there that its stages make; or nothing any more."""
        if self.left_out is not None:
            self.left_out = None
            return "nothing is left out"
        folder, is_made = self.rng.choice(FOLDERS[1:]), []
        change(lambda project: is_made.extend(all(map(project.exists, self.readable(stage))) for stage in self.stages
                                              if stage.folder == folder))
        if not all(is_made) or all(stage.folder == folder for stage in self.stages):
            return "none is left out"
        self.left_out = folder
        return f"{file_of(folder)} is left out"

    def remove_output(self, change):
        stage = self.stage()
        path = stage.output + self.rng.choice(["", "/all.txt"] if stage.is_directory else [""])
        change(lambda project: project.remove(path))
        return f"{path} goes"

    def spoil_output(self, change):
        stage = self.stage()
        path = stage.output + ("/more.txt" if stage.is_directory else "")
        change(lambda project: project.exists(os.path.dirname(path) or ".") and project.write(path, "by hand\n"))
        return f"{path} by hand"

    def call(self):
        """(folder, arguments) of which both tools know what they mean."""
        rng, stage, other = self.rng, self.stage(), self.stage()
        within = rng.choice(["", "", stage.folder, other.folder])
        return within, rng.choice([
            ["-P"], ["-R", relative(rng.choice([stage.folder, ""]), within)], [relative(file_of(stage.folder), within)],
            [stage.address(within)], [one.address(within, always=True) for one in (stage, other)],
            *([[]] if within in (stage.folder, other.folder) else [])])
