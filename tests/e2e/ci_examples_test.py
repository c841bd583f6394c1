"""The examples for GitLab CI and Jenkins: the shell text of their jobs, run as these systems run it."""
import os
import re
import subprocess

import yaml

from action_support import SOURCE, ActionCase
from project import GIT_IDENTITY, PATIENCE_S, clean_environment, main


class Examples(ActionCase):
    def setUp(self):
        super().setUp()
        self.begin()
        self.propose("0.7")

    def run_job(self, scripts, branch, **variables):
        """In a full clone, as both systems are told to make."""
        folder = os.path.join(self.runner.fresh("work"), "flights")
        self.project.git("clone", "-q", "-b", branch, "file://" + self.origin, folder)
        environment = clean_environment(**GIT_IDENTITY, COUNT=self.count, **variables)
        self.executed()
        for words in scripts:
            # The release, and where it is unpacked, are the test's; stages of the shell need nothing installed.
            words = words.replace("https://github.com/OWNER/", self.server.url + "/owner/")
            words = words.replace("/opt", self.runner.fresh("opt"))
            words = "\n".join(line for line in words.split("\n") if "pip install" not in line and "-m venv" not in line)
            done = subprocess.run(["sh", "-ec", words], cwd=folder, env=environment, capture_output=True, text=True,
                                  timeout=PATIENCE_S, check=False)
            if done.returncode != 0:
                break
        said = done.stdout + done.stderr
        for name in ("report.html", "junit.xml"):
            self.assertTrue(os.path.exists(os.path.join(folder, name)), said)
        return done.returncode, said

    def assert_job(self, ended, code, executed):
        self.assertEqual((ended[0], self.executed()), (code, executed), ended[1])

    def test_gitlab(self):
        with open(os.path.join(SOURCE, "examples/gitlab/.gitlab-ci.yml"), encoding="utf-8") as file:
            job = yaml.safe_load(file)["model"]
        script = "\n".join(job["before_script"] + job["script"])
        variables = {"RELEASE": job["variables"]["RELEASE"], "CI_DEFAULT_BRANCH": "main",
                     "CI_JOB_URL": "https://gitlab.example/1"}
        request = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
        self.assert_job(self.run_job([script], "worse", **variables, **request), 3, ["train", "evaluate"])
        self.assert_job(self.run_job([script], "main", **variables), 0, ["train", "publish"])

    def test_jenkins(self):
        with open(os.path.join(SOURCE, "examples/jenkins/Jenkinsfile"), encoding="utf-8") as file:
            text = file.read()
        scripts = re.findall(r"sh '''(.*?)'''", text, re.DOTALL)
        variables = {"RELEASE": re.search(r"RELEASE = '(.*)'", text)[1], "BUILD_URL": "https://jenkins.example/1"}
        request = {"CHANGE_ID": "7", "CHANGE_TARGET": "main"}
        self.assert_job(self.run_job(scripts, "worse", **request, **variables), 3, ["train", "evaluate"])
        self.assert_job(self.run_job(scripts, "main", **variables), 0, ["train", "publish"])


if __name__ == "__main__":
    main()
