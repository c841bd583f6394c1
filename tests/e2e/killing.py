"""A project in which mlpipe is killed at its system calls, by strace's inject.

Without MLPIPE_LONG=1: at the calls that change a file or start a process, and at some of the others.
"""
import collections
import os
import re
import shutil
import signal
import subprocess

from project import MLPIPE, PATIENCE_S, Project, clean_environment, end_process, remove_tree, wait_until
from random_project import is_long

CHANGES = {"rename", "renameat", "renameat2", "symlink", "symlinkat", "link", "linkat", "unlink", "unlinkat", "rmdir",
           "mkdir", "mkdirat", "chmod", "fchmod", "fchmodat", "fsync", "fdatasync", "syncfs", "write", "pwrite64",
           "ftruncate", "flock", "fork", "vfork", "clone", "clone3", "sendmsg", "ioctl"}
# Of the calls that change nothing, every so manieth.
STRIDE = 80

Call = collections.namedtuple("Call", "name number")  # the number-th of its name


def is_listening(tracer):
    """Whether the program that strace runs minds SIGTERM. Sent earlier, it ends strace alone and the program stays held."""
    try:
        with open(f"/proc/{tracer.pid}/task/{tracer.pid}/children", encoding="ascii") as file:
            children = file.read().split()
        for child in children:
            with open(f"/proc/{child}/status", encoding="utf-8") as file:
                fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
            if fields["Name"] == os.path.basename(MLPIPE) and int(fields["SigBlk"], 16) >> signal.SIGTERM - 1 & 1:
                return True
    except OSError:
        pass  # one of them has ended
    return False


def changes_something(line):
    return line.split("(")[0] in CHANGES or "O_CREAT" in line


class KilledProject(Project):
    """A project that can be put back to where it was when keep() was called, at the same place."""

    def keep(self):
        self.kept = self.path + ".kept"
        self.case.addCleanup(remove_tree, self.kept)
        shutil.copytree(self.path, self.kept, symlinks=True)

    def put_back(self):
        remove_tree(self.path)
        shutil.copytree(self.kept, self.path, symlinks=True)

    def traced(self, options, words, is_done=None):
        """With `is_done`, what would go on is asked to stop once that holds."""
        environment = clean_environment(ASAN_OPTIONS="detect_leaks=0", LSAN_OPTIONS="detect_leaks=0")
        process = subprocess.Popen(["strace", "-qq", *options, MLPIPE, *words], cwd=self.path, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, start_new_session=True)
        self.case.addCleanup(end_process, process)
        if is_done:
            wait_until(lambda: process.poll() is not None or (is_listening(process) and is_done()), "mlpipe is done")
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE_S)
        return process.returncode, out + err

    def calls(self, words, code, stride=1, is_done=None):
        """Those of the program's own thread that it is to be killed at; of those that change something each stride-th."""
        ended, said = self.traced(["-o", self.path + ".trace"], words, is_done)
        with open(self.path + ".trace", encoding="utf-8", errors="replace") as file:
            lines = [line for line in file if re.match(r"\w+\(", line)]
        os.unlink(self.path + ".trace")
        self.case.assertEqual(ended, code, said)
        counts, chosen, changes = collections.Counter(), [], 0
        for position, line in enumerate(lines):
            name = line.split("(")[0]
            counts[name] += 1
            # What the kernel does before the program begins cannot be told apart from it.
            if name in ("execve", "exit_group"):
                continue
            changes += changes_something(line)
            wanted = changes % stride == 0 if changes_something(line) else position % STRIDE == 0
            if is_long() or wanted:
                chosen.append(Call(name, counts[name]))
        return chosen

    def kill_at(self, call, words, is_done=None):
        """Whether it was."""
        inject = f"inject={call.name}:signal=KILL:when={call.number}"
        ended, _ = self.traced(["-o", os.devnull, "-e", f"trace={call.name}", "-e", inject], words, is_done)
        return ended == -signal.SIGKILL
