"""The real DVC in a project that mlpipe runs as well. The variable DVC_ENVIRONMENT names DVC's environment."""
import json
import os
import shutil
import subprocess
import tempfile

import dvc_support
from project import GIT_IDENTITY, clean_environment

UP_TO_DATE = "Data and pipelines are up to date."


class DvcCase(dvc_support.DvcCase):
    def setUp(self):
        self.settings = tempfile.mkdtemp(prefix="mlpipe-e2e-dvc-")
        self.addCleanup(shutil.rmtree, self.settings, ignore_errors=True)

    def environment(self):
        """Nothing of the machine's: no settings, no shared cache, no news of DVC, and the same shell."""
        return clean_environment(
            DVC_NO_ANALYTICS="1", DVC_GLOBAL_CONFIG_DIR=self.settings, DVC_SYSTEM_CONFIG_DIR=self.settings,
            DVC_SITE_CACHE_DIR=self.settings + "/site", CI="true", SHELL="/bin/sh", PYTHONDONTWRITEBYTECODE="1",
            LC_ALL="C.UTF-8", COLUMNS="200", **GIT_IDENTITY)

    def dvc(self, project, *arguments, code=0):
        """What it says."""
        done = self.ask_dvc(project.path, arguments, self.environment())
        if code is not None:
            self.assertEqual(done.code, code, done)
        return done.out

    def start_dvc(self, project, *arguments):
        """As a process of its own."""
        program = os.path.join(os.path.dirname(dvc_support.PYTHON), "dvc")
        process = subprocess.Popen([program, *arguments], cwd=project.path, env=self.environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        return process

    def write_yaml(self, project, files):
        """By DVC's own hand."""
        script = ("import json, sys\nfrom dvc.utils.serialize import dump_yaml\n"
                  "[dump_yaml(path, content) for path, content in json.load(sys.stdin).items()]\n")
        subprocess.run([dvc_support.PYTHON, "-c", script], cwd=project.path, input=json.dumps(files),
                       text=True, check=True, env=self.environment())
