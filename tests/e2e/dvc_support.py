"""The same git project twice: one copy for DVC, one for mlpipe. The variable DVC_ENVIRONMENT names DVC's environment.

Stages append their names to $TRACE, a file outside of both, so that what really ran is known without asking either.
"""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from project import Project, Result, clean_environment, remove_tree

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = os.path.join(os.environ.get("DVC_ENVIRONMENT", ""), "bin", "python")
IS_THERE = os.path.exists(os.path.join(os.path.dirname(PYTHON), "dvc"))

# What each tool keeps for itself, or tells git: not what a project makes.
STATE = {b".git", b".dvc", b".mlpipe", b"dvc.lock", b"dvc.yaml.lock", b".gitignore", b"__pycache__"}


@unittest.skipUnless(IS_THERE, "DVC, which scripts/test installs, is not there")
class DvcCase(unittest.TestCase):
    """A test that may call DVC."""

    @classmethod
    def setUpClass(cls):
        cls.server = subprocess.Popen([PYTHON, os.path.join(HERE, "dvc_server.py")], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, env=clean_environment(PYTHONDONTWRITEBYTECODE="1"),
                                      text=True)
        cls.addClassCleanup(cls.end_server)

    @classmethod
    def end_server(cls):
        cls.server.stdin.close()
        cls.server.wait()
        cls.server.stdout.close()

    def ask_dvc(self, directory, arguments, environment):
        call = {"directory": directory, "arguments": arguments, "environment": environment}
        print(json.dumps(call), file=self.server.stdin, flush=True)
        answer = json.loads(self.server.stdout.readline())
        return Result(["dvc", *arguments], answer["code"], answer["out"], answer["err"])


class Copy(Project):
    """One tool's copy, with what its stages traced."""

    def __init__(self, case, directory, trace, environment):
        super().__init__(case, directory=directory)
        self.trace, self.environment = trace, environment

    def executed(self):
        """The names of the stages that ran since this was asked last, sorted."""
        if not os.path.exists(self.trace):
            return []
        with open(self.trace, encoding="utf-8") as file:
            names = sorted(file.read().split())
        os.unlink(self.trace)
        return names

    def world(self):
        """Every file of the project by its path: its bytes, and whether it may be executed."""
        return {os.fsdecode(path): (content, os.access(self.at(os.fsdecode(path)), os.X_OK))
                for path, content in self.tree().items()
                if content != "directory" and not path.endswith(b".dvc") and not STATE.intersection(path.split(b"/"))}


class Twins:
    """A project's two copies, and how to run each. Each changes only by `change`, and by what its tool does."""

    def __init__(self, case, files):
        self.case, self.base = case, tempfile.mkdtemp(prefix="mlpipe-e2e-")
        case.addCleanup(remove_tree, self.base)
        self.dvc = self.copy(case, "dvc")
        self.make(files)
        shutil.copytree(self.dvc.path, os.path.join(self.base, "mlpipe"), symlinks=True)
        self.mlpipe = self.copy(case, "mlpipe")

    def copy(self, case, name):
        trace = os.path.join(self.base, name + ".trace")
        return Copy(case, os.path.join(self.base, name), trace, self.environment(trace))

    def environment(self, trace):
        """Nothing of the machine's: no settings, no shared cache, no network for news of DVC, and the same shell."""
        settings = os.path.join(self.base, "settings")
        return clean_environment(
            DVC_NO_ANALYTICS="1", DVC_GLOBAL_CONFIG_DIR=settings, DVC_SYSTEM_CONFIG_DIR=settings,
            DVC_SITE_CACHE_DIR=os.path.join(self.base, "site"), CI="true", SHELL="/bin/sh", TRACE=trace,
            PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8", COLUMNS="200")

    def make(self, files):
        """What `dvc init` leaves behind, without the second that it takes."""
        for name, text in {".dvc/config": "", ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n", ".dvcignore": "",
                           **files}.items():
            self.dvc.write(name, text)
        self.dvc.git("init", "-q", "-b", "main")
        self.dvc.commit("a project")

    def change(self, edit):
        for copy in (self.dvc, self.mlpipe):
            edit(copy)

    def run_dvc(self, *arguments, within=""):
        """Called from a folder of the project, as `run_mlpipe` is."""
        return self.case.ask_dvc(self.dvc.at(within), arguments, self.dvc.environment)

    def run_mlpipe(self, *arguments, within=""):
        return self.mlpipe.call(*arguments, code=None, cwd=self.mlpipe.at(within), env=self.mlpipe.environment)

    def differing(self):
        """The paths whose bytes are not the same in both copies, sorted."""
        theirs, ours = self.dvc.world(), self.mlpipe.world()
        return sorted(path for path in theirs.keys() | ours.keys() if theirs.get(path) != ours.get(path))
