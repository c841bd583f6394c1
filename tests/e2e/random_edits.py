"""Random changes to a pipeline, as people make them: to sources, parameters, commands, outputs, the store and
the lock. Each edit returns a line that says what it did, or None where it cannot be done now.
"""
import copy
import os
import shutil
import time

from random_model import FILTERS, below, digest, follows
from random_pipeline import RandomPipeline

EDITS = {
    "edit_source": 8, "revert_source": 8, "edit_behind_the_clock": 2, "touch": 2, "let_time_pass": 0.7,
    "chmod_source": 1, "edit_in_folder": 3,
    "edit_param": 4, "revert_param": 4, "rewrite_params": 1,
    "edit_comment": 2, "edit_filter": 3, "fail_or_mend": 3, "rewire": 2, "revert_command": 6, "always_changed": 2,
    "add_stage": 3, "remove_stage": 2, "add_back": 3, "rename": 3, "swap_names": 1,
    "delete_output": 4, "modify_output": 5, "delete_object": 3, "delete_objects": 2,
    "delete_lock": 1, "older_lock": 4, "delete_state": 0.5,
}


class RandomEdits(RandomPipeline):
    def apply_one(self):
        while True:
            name = self.rng.choices(list(EDITS), list(EDITS.values()))[0]
            if (done := getattr(self, name)()) is not None:
                self.write_pipeline()
                return f"{name}: {done}"

    # Sources and parameters.

    def edit_source(self):
        path = self.some_source()
        self.write_source(path)
        return path

    def revert_source(self):
        path = self.some_source()
        self.project.write(path, self.rng.choice(self.files[path]))
        return path

    def edit_behind_the_clock(self):
        """Other bytes, the same size, the same time of modification."""
        path = self.some_source()
        full = self.project.path(path)
        before = os.stat(full)
        with open(full, "rb") as file:
            data = file.read()
        self.project.overwrite(path, bytes([data[0] ^ 1]) + data[1:])
        os.utime(full, ns=(before.st_atime_ns, before.st_mtime_ns))
        return path

    def touch(self):
        leaves = [path for path, leaf in self.project.leaves().items() if leaf[0] == "file"]
        path = self.rng.choice(sorted(leaves))
        os.utime(self.project.path(path), self.rng.choice([None, (1e9, 1e9)]))
        return path

    def let_time_pass(self):
        """Until what was written is old enough for its digest to be remembered by its stat."""
        time.sleep(2.1)
        return ""

    def chmod_source(self):
        path = self.rng.choice([path for path in self.files if path.startswith("src/")])
        os.chmod(self.project.path(path), self.rng.choice([0o644, 0o755]))
        return path

    def edit_in_folder(self):
        path = self.rng.choice(["data0/new.txt", "data0/x.pyc", "data1/__pycache__/y.txt", "data1/new.dat"])
        if os.path.exists(self.project.path(path)) and self.rng.random() < 0.5:
            self.project.delete(path)
        else:
            self.project.write(path, self.text())
        return path

    def edit_param(self):
        name = self.rng.choice(sorted(self.params))
        self.old_params[name], self.params[name] = self.params[name], str(self.rng.randint(0, 99))
        return name

    def revert_param(self):
        name = self.rng.choice(sorted(self.params))
        self.params[name] = self.old_params[name]
        return name

    def rewrite_params(self):
        """The same values in another order."""
        self.params_comment = "" if self.params_comment else "# turned round\n"
        return self.params_comment

    # Commands and stages.

    def remember_command(self, stage):
        known = self.old_commands.setdefault(stage.number, [])
        known.append((stage.filter, stage.comment, stage.failing, stage.files, stage.folders, stage.params))

    def edit_comment(self):
        stage = self.some_stage()
        self.remember_command(stage)
        stage.comment = f"version {self.rng.randint(0, 9)}"
        return stage.name

    def edit_filter(self):
        stage = self.some_stage()
        self.remember_command(stage)
        stage.filter = self.rng.choice(sorted(FILTERS))
        return stage.name

    def fail_or_mend(self):
        stage = self.some_stage(lambda stage: stage.failing) or self.some_stage()
        self.remember_command(stage)
        stage.failing = not stage.failing
        return stage.name

    def rewire(self):
        stage = self.some_stage()
        self.remember_command(stage)
        self.wire(stage)
        return stage.name

    def revert_command(self):
        stage = self.some_stage(lambda stage: self.old_commands.get(stage.number))
        if not stage:
            return None
        now = copy.copy(stage)
        stage.filter, stage.comment, stage.failing, stage.files, stage.folders, stage.params = self.rng.choice(
            self.old_commands[stage.number])
        if not self.can_read(stage):
            stage.__dict__ = now.__dict__
            return None
        return stage.name

    def always_changed(self):
        stage = self.some_stage(lambda stage: stage.always_changed) or self.some_stage()
        stage.always_changed = not stage.always_changed
        return stage.name

    def remove_stage(self):
        stage = self.some_stage()
        followers = [other for other in self.stages if follows(other, stage)]
        read = {path for other in followers for path in other.files + other.folders}
        if len(self.stages) < 3 or stage.dir_out and any(path.startswith(stage.dir_out) for path in read):
            return None
        outs = [out for out in (stage.file_out, stage.count_out) if out]
        if followers and not all(os.path.isfile(self.project.path(out)) for out in outs):
            return None
        self.stages.remove(stage)
        self.removed.append(stage)
        # What others read is a source from now on.
        self.files.update({out: [b"once made by a stage\n"] for out in outs if out in read})
        return stage.name

    def add_back(self):
        if not self.removed:
            return None
        stage = self.rng.choice(self.removed)
        if not self.can_read(stage):
            return None
        self.removed.remove(stage)
        if stage.name in {other.name for other in self.stages}:
            stage.name = self.fresh_name()
        for out in stage.outputs():
            self.files.pop(out, None)
        self.stages.append(stage)
        return stage.name

    def rename(self):
        stage = self.some_stage()
        before, stage.name = stage.name, self.fresh_name()
        return f"{before} to {stage.name}"

    def swap_names(self):
        one, other = self.rng.sample(self.stages, 2)
        one.name, other.name = other.name, one.name
        return f"{one.name}, {other.name}"

    # Outputs, store and lock.

    def some_output(self):
        outs = [out for stage in self.stages for out in stage.outputs()
                if os.path.lexists(self.project.path(out))]
        return self.rng.choice(outs) if outs else None

    def delete_output(self):
        if (out := self.some_output()) is None:
            return None
        self.project.delete(out)
        return out

    def modify_output(self):
        if (out := self.some_output()) is None:
            return None
        full = self.project.path(out)
        how = self.rng.choice(["inside", "inside", "inside", "file", "folder", "link"])
        if how == "file":
            self.project.write(out, b"mine " + self.text())
        elif how == "folder":
            self.project.write(out + "/mine.txt", b"x") if os.path.isdir(full) else (
                os.unlink(full), os.mkdir(full))
        elif how == "link":
            self.project.delete(out)
            os.symlink(os.path.relpath(self.project.path("src/f0.txt"), os.path.dirname(full)), full)
        else:
            inside = [path for path, leaf in below(self.project.leaves(), out).items() if leaf[0] == "file"]
            if not inside:
                return None
            path = out + ("/" + self.rng.choice(sorted(inside)) if os.path.isdir(full) else "")
            if os.path.islink(self.project.path(path)):
                return None
            if self.rng.random() < 0.2 and os.path.isdir(full):
                self.project.delete(path)
            else:
                with open(self.project.path(path), "ab") as file:
                    file.write(b"mine\n")
            return path
        return f"{out} is a {how}"

    def delete_object(self):
        objects = sorted(self.project.objects())
        if not objects:
            return None
        self.project.delete_object(self.rng.choice(objects))
        return ""

    def delete_objects(self):
        """All that one output is made of, and the output."""
        out = self.some_output()
        found = digest(self.project.leaves(), out) if out else None
        if not found or found[1] not in self.project.objects():
            return None
        self.project.delete_object(found[1])
        self.project.delete(out)
        return out

    def lock_file(self):
        return self.project.path("pipeline.yaml.lock")

    def delete_lock(self):
        if not os.path.exists(self.lock_file()):
            return None
        self.keep_lock()
        os.unlink(self.lock_file())
        self.model.lock = {}
        return ""

    def keep_lock(self):
        if os.path.exists(self.lock_file()):
            with open(self.lock_file(), "rb") as file:
                self.old_locks.append((file.read(), copy.deepcopy(self.model.lock)))

    def older_lock(self):
        self.keep_lock()
        if not self.old_locks:
            return None
        text, known = self.rng.choice(self.old_locks)
        self.project.write("pipeline.yaml.lock", text)
        self.model.lock = copy.deepcopy(known)
        return ""

    def delete_state(self):
        shutil.rmtree(self.project.path(".mlpipe"), ignore_errors=True)
        self.model.records, self.model.latest = {}, {}
        return ""
