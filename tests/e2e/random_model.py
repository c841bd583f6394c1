"""What a run of a random pipeline must do, worked out without mlpipe.

A stage is a function of the bytes of its dependencies and of its parameters. The workspace is a map from paths
to leaves (see random_project.py). `predict` walks the stages in the order of their numbers, which is one
that dependencies allow, and says for each what may happen to it.
"""
import json

from random_project import sha256

FILTERS = {
    "cat": lambda data: data,
    "tr a-z A-Z": lambda data: data.upper(),
    "cut -c1-2": lambda data: b"".join(line[:2] + b"\n" for line in data.splitlines()),
    "head -n 1": lambda data: data[:data.find(b"\n") + 1],
    "tail -n 1": lambda data: data[data[:-1].rfind(b"\n") + 1:],
    "sort": lambda data: b"".join(sorted(data.splitlines(keepends=True))),
    "wc -c | tr -d ' '": lambda data: b"%d\n" % len(data),
    "wc -l | tr -d ' '": lambda data: b"%d\n" % data.count(b"\n"),
}
PARTIAL = b"left by a failure\n"


class Stage:
    def __init__(self, number, name):
        self.number, self.name = number, name
        self.files, self.folders, self.params = [], [], []  # files; directories, read as *.txt
        self.filter, self.comment = "cat", ""
        self.file_out, self.count_out, self.dir_out = None, None, None
        self.cached = True
        self.always_changed = self.failing = False

    def outputs(self):
        return [out for out in (self.file_out, self.count_out, self.dir_out) if out]

    def command(self):
        body = "; ".join([f"cat {path}" for path in self.files] + [f"cat {path}/*.txt" for path in self.folders] +
                         [f"grep '^{param}: ' params.yaml" for param in self.params] + ["printf ''"])
        lines = [f"# {self.comment}", f"echo {self.number} >> \"$TRACE\""]
        source = f"{{ {body}; }} | {self.filter}"
        if self.failing:
            out = next(iter(self.outputs()), None)
            if out:
                lines.append(f"mkdir {out}; printf '{PARTIAL.decode()[:-1]}\\n' > {out}/partial.txt"
                             if out == self.dir_out else f"printf '{PARTIAL.decode()[:-1]}\\n' > {out}")
            return "\n".join([*lines, "exit 7"])
        if self.file_out:
            lines.append(f"{source} > {self.file_out}")
        if self.count_out:
            lines.append(f"{source} | wc -c | tr -d ' ' > {self.count_out}")
        if out := self.dir_out:
            lines += [f"mkdir {out} {out}/sub {out}/empty", f"{source} > {out}/a.txt", f"ln -s a.txt {out}/link",
                      f"{source} | wc -c | tr -d ' ' > {out}/n.txt", f"printf x > {out}/tool; chmod +x {out}/tool",
                      f"cut -c1-2 {out}/a.txt > {out}/sub/b.txt"]
        if not self.outputs():
            lines.append(f"{source} > /dev/null")
        return "\n".join(lines)

    def declaration(self):
        entry = {"cmd": self.command()}
        if self.files or self.folders:
            entry["deps"] = self.files + self.folders
        if self.params:
            entry["params"] = self.params
        if self.outputs():
            entry["outs"] = [out if self.cached else {out: {"cache": False}} for out in self.outputs()]
        if self.always_changed:
            entry["always_changed"] = True
        return entry

    def made(self, leaves, params):
        """The leaves that the command writes."""
        data = b"".join(leaves[path][1] for path in self.files)
        for folder in self.folders:
            data += b"".join(leaves[path][1] for path in sorted(leaves)
                             if path.rpartition("/")[0] == folder and path.endswith(".txt"))
        data += b"".join(b"%s: %s\n" % (param.encode(), params[param].encode()) for param in self.params)
        data = FILTERS[self.filter](data)
        made, count = {}, ("file", b"%d\n" % len(data), False)
        if self.file_out:
            made[self.file_out] = ("file", data, False)
        if self.count_out:
            made[self.count_out] = count
        if out := self.dir_out:
            made.update({f"{out}/a.txt": ("file", data, False), f"{out}/n.txt": count,
                         f"{out}/tool": ("file", b"x", True), f"{out}/link": ("link", "a.txt"),
                         f"{out}/empty": ("dir",),
                         f"{out}/sub/b.txt": ("file", FILTERS["cut -c1-2"](data), False)})
        return made

    def left_by_failure(self):
        out = next(iter(self.outputs()), None)
        if not out:
            return {}
        return {f"{out}/partial.txt" if out == self.dir_out else out: ("file", PARTIAL, False)}


def below(leaves, path):
    """The leaves of one path: {"": leaf} for a leaf, relative paths for a directory, {} for nothing."""
    if path in leaves and leaves[path] != ("dir",):
        return {"": leaves[path]}
    return {leaf[len(path) + 1:]: content for leaf, content in leaves.items() if leaf.startswith(path + "/")}


def manifest(inside):
    entries = []
    for path in sorted(inside, key=str.encode):
        kind, *content = inside[path]
        if kind == "file":
            entry = {"path": path, "sha256": sha256(content[0]), "size": len(content[0]), "type": "file"}
            if content[1]:
                entry["exec"] = True
        else:
            entry = {"path": path, "type": kind, **({"target": content[0]} if kind == "link" else {})}
        entries.append(entry)
    return json.dumps(entries, sort_keys=True, separators=(",", ":")).encode()


def digest(leaves, path, dependency=False):
    """Type and SHA-256, or None where nothing stands."""
    inside = below(leaves, path)
    if "" in inside:
        kind, content = inside[""][:2]
        return kind, sha256(content if kind == "file" else content.encode())
    if not inside and leaves.get(path) != ("dir",):
        return None
    if dependency:
        inside = {leaf: content for leaf, content in inside.items()
                  if not leaf.endswith(".pyc") and "__pycache__" not in leaf.split("/")}
    return "dir", sha256(manifest(inside))


def blobs(leaves, path):
    """Digests of the objects that restoring this path takes."""
    inside = below(leaves, path)
    found = {sha256(content[1]) for content in inside.values() if content[0] == "file"}
    return found if "" in inside else found | {sha256(manifest(inside))}


def overlap(one, other):
    return one == other or one.startswith(other + "/") or other.startswith(one + "/")


def follows(stage, other):
    """Whether a dependency of the stage lies in, or contains, an output of the other."""
    return any(overlap(dep, out) for dep in stage.files + stage.folders for out in other.outputs())


def with_upstream(stages, targets):
    """Numbers of the targets and of all that they depend on."""
    selected = {stage.number for stage in targets}
    for stage in sorted(stages, key=lambda stage: -stage.number):
        if any(follows(other, stage) for other in stages if other.number in selected):
            selected.add(stage.number)
    return selected


class Model:
    """What mlpipe has been told so far. Keys are texts that hold all that counts, nothing else."""

    def __init__(self):
        self.lock = {}     # name -> (key, leaves of the outputs)
        self.records = {}  # key -> leaves of the outputs
        self.latest = {}   # name -> key of the latest execution, None if it failed
        self.unsure = {}   # number -> key of what may run or be restored and had no record in the store

    def predict(self, stages, selected, leaves, params, objects):
        """Number -> the statuses the stage may end with. Changes `leaves` and itself to what is then."""
        self.leaves, self.params, self.objects = leaves, params, objects
        self.made_paths = {out for stage in stages for out in stage.outputs()}
        may, lacking, coming, self.unsure = {}, {}, set(), {}
        for stage in sorted(stages, key=lambda stage: stage.number):
            if stage.number not in selected:
                continue
            upstream = [other.number for other in stages if follows(stage, other)]
            if any(may.get(number) in ({"failed"}, {"blocked"}) for number in upstream):
                may[stage.number] = {"blocked"}
                continue
            key = self.key(stage)
            may[stage.number], lacking[stage.number] = self.decide(stage, key)
            if lacking[stage.number] and key not in self.records:
                self.unsure[stage.number] = key
            ran = not may[stage.number] <= {"skipped", "restored"}
            if ran:
                coming |= {blob for path in stage.files + stage.folders for blob in blobs(leaves, path)}
            self.carry_out(stage, key, ran)
            if ran:
                coming |= {blob for out in stage.outputs() for blob in blobs(leaves, out)}
        for number, blobs_needed in lacking.items():
            # What is not in the store may be brought there by another stage of this very run.
            if blobs_needed and blobs_needed <= coming:
                may[number] = {"ran", "restored"}
        self.lock = {name: entry for name, entry in self.lock.items() if name in {stage.name for stage in stages}}
        return may

    def key(self, stage):
        deps = sorted((path, digest(self.leaves, path, path not in self.made_paths))
                      for path in stage.files + stage.folders)
        return repr((stage.command(), deps, sorted((name, self.params[name]) for name in stage.params),
                     sorted(stage.outputs()), stage.cached))

    def decide(self, stage, key):
        """What may happen, and the objects without which a known success cannot be restored."""
        runs = {"failed"} if stage.failing else {"ran"}
        if stage.always_changed or not stage.outputs() and self.latest.get(stage.name) != key:
            return runs, set()
        entry = self.lock.get(stage.name)
        known = entry[1] if entry and entry[0] == key else self.records.get(key)
        if known is None:
            return runs, set()
        lost = [out for out in stage.outputs() if digest(self.leaves, out) != digest(known, out)]
        if not lost:
            return {"skipped"}, set()
        lacking = {blob for out in lost for blob in blobs(known, out)} - self.objects
        return (runs, lacking) if lacking else ({"restored"}, set())

    def carry_out(self, stage, key, ran):
        made = stage.left_by_failure() if stage.failing else stage.made(self.leaves, self.params)
        for path in list(self.leaves):
            if any(overlap(path, out) for out in stage.outputs()):
                del self.leaves[path]
        self.leaves.update(made)
        if ran:
            self.latest[stage.name] = None if stage.failing else key
        if not stage.failing:
            self.lock[stage.name] = (key, made)
            if ran and not stage.always_changed:
                self.records[key] = made

    def was_restored(self, number):
        """Where both were possible: no new record in the store."""
        self.records.pop(self.unsure.get(number), None)
