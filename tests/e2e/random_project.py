"""A temporary project for the randomised tests: files, the program, and what lies in the workspace.

Knows nothing of stages. The trace file lies outside the project; stages append to it by $TRACE, so that
what really ran is known without asking mlpipe.
"""
import hashlib
import json
import os
import shutil
import subprocess
import tempfile

GENEROUS_S = 300


def program():
    path = os.environ.get("MLPIPE")
    if not path:
        raise RuntimeError("MLPIPE must name the mlpipe program")
    return os.path.abspath(path)


def is_long():
    return os.environ.get("MLPIPE_LONG", "") not in ("", "0")


def setting(name, short, long):
    return int(os.environ.get(name) or (long if is_long() else short))


class RandomProject:
    def __init__(self):
        self.base = tempfile.mkdtemp(prefix="mlpipe-random-")
        self.root = os.path.join(self.base, "project")
        self.trace_file = os.path.join(self.base, "trace")
        os.mkdir(self.root)
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("MLPIPE_", "GIT_"))}
        self.environment.update(TRACE=self.trace_file, LC_ALL="C")

    def remove(self):
        shutil.rmtree(self.base, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def write(self, path, data):
        """A new file that takes the place of the old one."""
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
        if os.path.lexists(self.path(path)):
            self.delete(path)
        self.overwrite(path, data)

    def overwrite(self, path, data):
        """The same file with other bytes."""
        with open(self.path(path), "wb") as file:
            file.write(data)

    def delete(self, path):
        full = self.path(path)
        if os.path.isdir(full) and not os.path.islink(full):
            shutil.rmtree(full)
        else:
            os.unlink(full)

    def start(self, *arguments, **options):
        return subprocess.Popen([program(), *arguments], cwd=self.root, env=self.environment,
                                stdin=subprocess.DEVNULL, **options)

    def mlpipe(self, *arguments):
        """Exit code, standard output, standard error."""
        process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        output, errors = process.communicate(timeout=GENEROUS_S)
        return process.returncode, output.decode(), errors.decode()

    def json(self, *arguments):
        """Exit code and document."""
        code, output, errors = self.mlpipe(*arguments, "--json")
        try:
            return code, json.loads(output)
        except ValueError:
            raise AssertionError(f"mlpipe {' '.join(arguments)} ended with {code}:\n{output}{errors}") from None

    def take_trace(self):
        """What stages have written to the trace since the last call."""
        if not os.path.exists(self.trace_file):
            return []
        with open(self.trace_file) as file:
            lines = file.read().split()
        os.unlink(self.trace_file)
        return lines

    def leaves(self, without=(".mlpipe",)):
        """Every file, link and empty directory: path -> ("file", bytes, executable) | ("link", to) | ("dir",)."""
        found = {}
        self._add_leaves("", without, found)
        return found

    def _add_leaves(self, prefix, without, found):
        for entry in os.scandir(self.path(prefix) if prefix else self.root):
            if not prefix and entry.name in without:
                continue
            path = prefix + entry.name
            if entry.is_symlink():
                found[path] = ("link", os.readlink(entry.path))
            elif entry.is_dir():
                if not os.listdir(entry.path):
                    found[path] = ("dir",)
                self._add_leaves(path + "/", without, found)
            else:
                with open(entry.path, "rb") as file:
                    found[path] = ("file", file.read(), bool(entry.stat().st_mode & 0o100))

    def objects(self):
        """Digests of what lies in the store."""
        found = set()
        for folder, _, names in os.walk(self.path(".mlpipe", "objects")):
            found.update(os.path.basename(folder) + name for name in names)
        return found

    def delete_object(self, digest):
        os.unlink(self.path(".mlpipe", "objects", digest[:2], digest[2:]))

    def displaced(self):
        """Digests of the files that were moved out of the way."""
        found = set()
        for folder, _, names in os.walk(self.path(".mlpipe", "displaced")):
            for name in names:
                if not os.path.islink(os.path.join(folder, name)):
                    with open(os.path.join(folder, name), "rb") as file:
                        found.add(sha256(file.read()))
        return found


def sha256(data):
    return hashlib.sha256(data).hexdigest()
