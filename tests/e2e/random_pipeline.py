"""A random pipeline with its sources and parameters, as a project on the disk."""
import copy
import json
import os

from random_model import FILTERS, Stage
from random_project import RandomProject


class RandomPipeline:
    def __init__(self, rng, model):
        self.rng, self.model = rng, model
        self.project = RandomProject()
        self.stages, self.removed, self.old_commands = [], [], {}
        self.numbers, self.old_names = 0, []
        self.folder_is_read = False  # then no stage may start to write into it
        self.old_locks = []
        self.params = {f"p{i}": str(i) for i in range(4)}
        self.old_params = copy.copy(self.params)
        self.params_comment = ""
        self.files = {f"src/f{i}.txt": [] for i in range(4)}
        self.files["grp/readme.txt"] = []
        for folder in ("data0", "data1"):
            for name in ("x.txt", "y.txt", "sub/z.txt", "extra.dat"):
                self.files[f"{folder}/{name}"] = []
        for path in self.files:
            self.write_source(path)
        for _ in range(rng.randint(3, 9)):
            self.add_stage()
        self.write_pipeline()

    def text(self):
        lines = [self.rng.choice(["abc", "abd", "x", "same start " + str(self.rng.randint(0, 99)), "Zz y"])
                 for _ in range(self.rng.randint(1, 4))]
        return "".join(line + "\n" for line in lines).encode()

    def some_stage(self, wanted=lambda stage: True):
        fitting = [stage for stage in self.stages if wanted(stage)]
        return self.rng.choice(fitting) if fitting else None

    def some_source(self):
        return self.rng.choice(sorted(self.files))

    def fresh_name(self):
        unused = [name for name in self.old_names if name not in {stage.name for stage in self.stages}]
        if unused and self.rng.random() < 0.3:
            return self.rng.choice(unused)
        name = f"{self.rng.choice(['prep', 'fit', 'plot'])}-{len(self.old_names)}"
        self.old_names.append(name)
        return name

    def wire(self, stage):
        """New dependencies and parameters, from what stages with smaller numbers make."""
        files = [path for path in self.files if path.startswith("src/")]
        folders = ["data0", "data1"]
        later = [other for other in self.stages + self.removed if other.number > stage.number]
        into_folder = any((other.file_out or "").startswith("grp/") for other in later)
        if not into_folder and (self.folder_is_read or self.rng.random() < 0.3):
            folders.append("grp")
        for other in self.stages:
            if other.number < stage.number:
                files += [out for out in (other.file_out, other.count_out) if out] * 3
                if other.dir_out:
                    files += [other.dir_out + "/a.txt"]
                    folders += [other.dir_out, other.dir_out + "/sub"]
        if stage.file_out and stage.file_out.startswith("grp/"):
            files, folders = [path for path in self.files if path.startswith("src/")], ["data0", "data1"]
        stage.files = self.rng.sample(files, min(len(files), self.rng.choice([0, 1, 1, 2, 3])))
        stage.files = list(dict.fromkeys(stage.files))
        stage.folders = self.rng.sample(folders, self.rng.choice([0, 0, 1]))
        stage.folders = [folder for folder in stage.folders if not any(
            file.startswith(folder + "/") for file in stage.files)]
        self.folder_is_read |= "grp" in stage.folders
        stage.params = self.rng.sample(sorted(self.params), self.rng.choice([0, 0, 1, 2]))

    def write_source(self, path):
        data = self.text()
        self.files[path].append(data)
        self.project.write(path, data)

    def write_params(self):
        names = sorted(self.params, reverse=bool(self.params_comment))
        lines = [self.params_comment] + [f"{name}: {self.params[name]}\n" for name in names]
        self.project.write("params.yaml", "".join(lines).encode())

    def write_pipeline(self):
        self.write_params()
        stages = {stage.name: stage.declaration() for stage in self.stages}
        self.project.write("pipeline.yaml", json.dumps({"stages": stages}, indent=1).encode())

    def add_stage(self):
        if len(self.stages) > 12:
            return None
        self.numbers += 1
        stage = Stage(self.numbers, self.fresh_name())
        shape = self.rng.choice(["file", "file", "file", "two", "dir", "all", "none"])
        if shape in ("file", "two", "all"):
            stage.file_out = f"{self.rng.choice(['', 'out/', 'deep/er/'])}u{stage.number}.txt"
            if shape == "file" and not self.folder_is_read and self.rng.random() < 0.4:
                stage.file_out = f"grp/u{stage.number}.txt"
        if shape in ("two", "all"):
            stage.count_out = f"out/u{stage.number}.count"
        if shape in ("dir", "all"):
            stage.dir_out = f"{self.rng.choice(['', 'tree/'])}u{stage.number}d"
        stage.filter = self.rng.choice(sorted(FILTERS))
        stage.cached = self.rng.random() < 0.8
        self.wire(stage)
        self.stages.append(stage)
        return stage.name

    def can_read(self, stage):
        made = {out for other in self.stages for out in other.outputs()}
        return all(os.path.exists(self.project.path(path)) or
                   any(path == out or path.startswith(out + "/") for out in made)
                   for path in stage.files + stage.folders)
