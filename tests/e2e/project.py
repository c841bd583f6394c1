"""A temporary project to run mlpipe in. The variable MLPIPE names the binary.

What is wrong with a call is said with everything that it printed, so that a failure needs no second run.
"""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import textwrap
import time
import unittest

MLPIPE = os.path.abspath(os.environ["MLPIPE"])

# Long enough for the slowest machine; only a hang reaches it.
PATIENCE_S = 120

# What the caller of the tests has set must not reach the stages.
FOREIGN = ("MLPIPE_", "GIT_", "GITHUB_", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "OMP_NUM_THREADS", "CUDA_")

GIT_IDENTITY = {
    "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.org",
    "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
}


def clean_environment(**changes):
    values = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    values.update(changes)
    return values


def seconds(count):
    """Lets time pass where time itself is what is tested."""
    time.sleep(count)


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("waited in vain until " + what)


class Result:
    """How a call ended and what it printed."""

    def __init__(self, arguments, code, out, err):
        self.arguments, self.code, self.out, self.err = arguments, code, out, err

    @property
    def text(self):
        return self.out + self.err

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"{self.arguments} ended with {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Project:
    """A directory with a pipeline in it; `git=True` makes it a work tree."""

    def __init__(self, case, git=False, directory=None):
        self.case = case
        self.path = directory or tempfile.mkdtemp(prefix="mlpipe-e2e-")
        os.makedirs(self.path, exist_ok=True)
        if directory is None:
            case.addCleanup(remove_tree, self.path)
        if git:
            self.git("init", "-q", "-b", "main")

    def at(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.at(name)), exist_ok=True)
        if isinstance(text, bytes):
            with open(self.at(name), "wb") as file:
                file.write(text)
            return
        with open(self.at(name), "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))

    def pipeline(self, text, name="pipeline.yaml"):
        self.write(name, text)

    def read(self, name):
        with open(self.at(name), encoding="utf-8", errors="surrogateescape") as file:
            return file.read()

    def lines(self, name):
        return self.read(name).split("\n")[:-1] if self.exists(name) else []

    def exists(self, name):
        return os.path.lexists(self.at(name))

    def remove(self, name):
        remove_tree(self.at(name))

    def edit(self, name, old, new):
        text = self.read(name)
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new))

    def append(self, name, text):
        with open(self.at(name), "a", encoding="utf-8") as file:
            file.write(text)

    def git(self, *arguments):
        done = subprocess.run(["git", *arguments], cwd=self.path, env=clean_environment(**GIT_IDENTITY),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S)
        return Result(["git", *arguments], done.returncode, done.stdout, done.stderr)

    def commit(self, message="change"):
        self.git("add", "-A")
        done = self.git("commit", "-q", "-m", message)
        self.case.assertEqual(done.code, 0, done)

    def start(self, *arguments, cwd=None, env=None, **options):
        """mlpipe as a process of its own session, that is, without a terminal and with a group to signal."""
        process = subprocess.Popen(
            [MLPIPE, *arguments], cwd=cwd or self.path, env=clean_environment(**(env or {})),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            **options)
        self.case.addCleanup(end_process, process)
        return process

    def finish(self, process):
        out, err = process.communicate(timeout=PATIENCE_S)
        return Result(process.args[1:], process.returncode, os.fsdecode(out), os.fsdecode(err))

    def call(self, *arguments, cwd=None, env=None, code=0, **options):
        """Runs mlpipe and checks how it ended; `code=None` takes any end."""
        result = self.finish(self.start(*arguments, cwd=cwd, env=env, **options))
        if code is not None:
            self.case.assertEqual(result.code, code, result)
        return result

    def run(self, *arguments, code=0, **options):
        """`mlpipe run --json`; the record of the run, with the executions by stage under `stages`."""
        result = self.call("run", "--json", *arguments, code=code, **options)
        record = result.json()
        record["stages"] = {one["stage"]: one for one in record["executions"]}
        record["text"] = result.err
        return record

    def statuses(self, *arguments, **options):
        """What a run did, as a map of stage to status."""
        return {name: one["status"] for name, one in self.run(*arguments, **options)["stages"].items()}

    def decisions(self, *arguments, **options):
        """What `status` says, as a map of stage to decision."""
        document = self.call("status", "--json", *arguments, **options).json()
        return {one["stage"]: one["decision"] for one in document["stages"]}

    def tree(self, state=True):
        """Every path of the project with what it holds, to compare before and after.

        Without the stat cache, which even those who only look may keep, and on wish without all of .mlpipe.
        """
        found = {}
        for folder, folders, names in os.walk(os.fsencode(self.path)):
            for name in folders + names:
                path = os.path.join(folder, name)
                shown = os.path.relpath(path, os.fsencode(self.path))
                top = shown.split(b"/")[0]
                if top == b".git" or b"stat-cache.db" in shown or (top == b".mlpipe" and not state):
                    continue
                found[shown] = content_of(path)
        return found

    @staticmethod
    def is_running(pid):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
        except FileNotFoundError:
            return False

    def objects(self):
        """The digests in the store."""
        found = set()
        for folder, _, names in os.walk(self.at(".mlpipe/objects")):
            found.update(os.path.basename(folder) + name for name in names)
        return found


def content_of(path):
    if os.path.islink(path):
        return "-> " + os.fsdecode(os.readlink(path))
    if os.path.isdir(path):
        return "directory"
    with open(path, "rb") as file:
        return file.read()


def remove_tree(path):
    if not os.path.lexists(path):
        return
    if os.path.islink(path) or not os.path.isdir(path):
        return os.unlink(path)
    for folder, _, _ in os.walk(path):
        os.chmod(folder, 0o700)
    shutil.rmtree(path)


def end_process(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


def main():
    unittest.main(verbosity=2)
