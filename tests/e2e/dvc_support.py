"""The same git project twice: one copy for DVC, one for mlpipe. The variable DVC_ENVIRONMENT names DVC's environment.

Stages append their names to $TRACE, a file outside of both, so that what really ran is known without asking either.
"""
import os
import shutil
import subprocess
import tempfile

from project import MLPIPE, PATIENCE_S, Project, Result, clean_environment, remove_tree

DVC = os.path.join(os.environ.get("DVC_ENVIRONMENT", ""), "bin", "dvc")
MISSING = None if os.path.exists(DVC) else "DVC, which scripts/test installs, is not there"

# What each tool keeps for itself, or tells git: not what a project makes.
STATE = {b".git", b".dvc", b".mlpipe", b"dvc.lock", b"dvc.yaml.lock", b".gitignore", b"__pycache__"}


class Copy(Project):
    """One tool's copy, with what its stages traced."""

    def __init__(self, case, directory, trace, environment):
        super().__init__(case, directory=directory)
        self.trace, self.environment = trace, environment

    def execute(self, program, *arguments):
        done = subprocess.run([program, *arguments], cwd=self.path, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=PATIENCE_S)
        return Result([program, *arguments], done.returncode, os.fsdecode(done.stdout), os.fsdecode(done.stderr))

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
                if content != "directory" and not STATE.intersection(path.split(b"/"))}


class Twins:
    """A project's two copies, and how to run each. Each changes only by `change`, and by what its tool does."""

    def __init__(self, case, files):
        self.base = tempfile.mkdtemp(prefix="mlpipe-e2e-")
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

    def run_dvc(self, *arguments):
        return self.dvc.execute(DVC, *arguments)

    def run_mlpipe(self, *arguments):
        return self.mlpipe.execute(MLPIPE, *arguments)

    def differing(self):
        """The paths whose bytes are not the same in both copies, sorted."""
        theirs, ours = self.dvc.world(), self.mlpipe.world()
        return sorted(path for path in theirs.keys() | ours.keys() if theirs.get(path) != ours.get(path))
