"""A repository with an origin, whose jobs run the action: its model is as good as the file `quality` says."""
import hashlib
import io
import os
import re
import tarfile
import tempfile
import unittest

from github_server import GitHubServer
from project import MLPIPE, Project
from runner import Runner, checkout

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PULL_REQUEST_VARIABLES = {"GITHUB_BASE_REF": "main", "GITHUB_HEAD_REF": "worse", "GITHUB_REF": "refs/pull/7/merge"}
PIPELINE = """\
name: flights
stages:
  train:
    cmd: |
      echo train >> "$COUNT"
      cp quality model.bin
    deps: [quality]
    outs: [model.bin]
  evaluate:
    cmd: |
      echo evaluate >> "$COUNT"
      echo "{\\"auc\\": $(cat model.bin)}" > eval.json
    deps: [model.bin]
    metrics: [eval.json: {cache: false}]
    gates:
      - {metric: "eval.json:auc", baseline: production, max_drop: 0.02}
  publish:
    cmd: echo publish >> "$COUNT"
    deps: [model.bin]
    needs: [evaluate]
    side_effects: true
"""


def version():
    with open(os.path.join(SOURCE, "CMakeLists.txt"), encoding="utf-8") as file:
        return re.search(r"project\(mlpipe\s+VERSION\s+([0-9.]+)", file.read())[1]


def package_name():
    return f"mlpipe-{version()}-linux-{os.uname().machine}"


def write_package(folder):
    """The binary under test as a release has it: one archive, and its digest."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=1) as tar:
        tar.add(MLPIPE, f"{package_name()}/bin/mlpipe")
    with open(os.path.join(folder, package_name() + ".tar.gz"), "wb") as file:
        file.write(archive.getvalue())
    with open(os.path.join(folder, "SHA256SUMS"), "w", encoding="ascii") as file:
        file.write(f"{hashlib.sha256(archive.getvalue()).hexdigest()}  {package_name()}.tar.gz\n")


class ActionCase(unittest.TestCase):
    """Jobs of a repository. `self.project` is a developer's clone; `self.runner` has what lasts from job to job."""

    @classmethod
    def setUpClass(cls):
        packages = tempfile.TemporaryDirectory(prefix="mlpipe-packages-")
        cls.addClassCleanup(packages.cleanup)
        cls.packages = packages.name
        write_package(cls.packages)

    def setUp(self):
        self.server = GitHubServer(self)
        self.runner = Runner(self, SOURCE, self.server)
        self.place = self.runner.place
        self.origin = os.path.join(self.place, "origin.git")
        self.count = os.path.join(self.place, "count")
        self.serve_release()
        self.project = Project(self, git=True, directory=os.path.join(self.place, "developer"))
        self.project.git("init", "-q", "--bare", "-b", "main", self.origin)
        self.project.git("remote", "add", "origin", self.origin)

    def serve_release(self):
        for name in os.listdir(self.packages):
            with open(os.path.join(self.packages, name), "rb") as file:
                self.server.files[f"/owner/mlpipe/releases/download/v{version()}/{name}"] = file.read()

    def begin(self):
        """The pipeline above on main, its model in production."""
        self.project.pipeline(PIPELINE)
        self.project.write("quality", "0.8\n")
        self.project.call("run", env={"COUNT": self.count})
        self.project.call("model", "register", "flights", "model.bin", "--alias", "production")
        self.project.commit("begin")
        self.push("main", "--tags", "refs/mlpipe/runs/*:refs/mlpipe/runs/*")

    def propose(self, quality, number=7):
        """A pull request with a model of this quality."""
        self.project.git("checkout", "-q", "-B", "worse", "main")
        self.project.write("quality", quality + "\n")
        self.project.commit("another model")
        self.push("worse", f"worse:refs/pull/{number}/merge")

    def push(self, *references):
        done = self.project.git("push", "-q", "--force", "origin", *references)
        self.assertEqual(done.code, 0, done)

    def job(self, reference, event_name="push", event=None, inputs=None, scopes=("refs/heads/main",), **variables):
        """The action in a fresh checkout of this reference."""
        folder = os.path.join(self.runner.fresh("work"), "flights")
        clone = checkout(self, self.origin, reference, folder)
        self.clone = clone
        variables = {"COUNT": self.count, "GITHUB_SHA": clone.git("rev-parse", "HEAD").out.strip(), "GITHUB_REF": reference,
                     **variables}
        return self.runner.job(folder, event_name, event, scopes, inputs, **variables)

    def pull_request(self, number=7, head="owner/flights", **options):
        event = {"pull_request": {"number": number, "head": {"repo": {"full_name": head}}}}
        variables = {**PULL_REQUEST_VARIABLES, "GITHUB_REF": f"refs/pull/{number}/merge"}
        return self.job(f"refs/pull/{number}/merge", "pull_request", event,
                        scopes=(f"refs/pull/{number}/merge", "refs/heads/main"), **{**variables, **options})

    def executed(self):
        """The stages whose commands ran since the last question."""
        if not os.path.exists(self.count):
            return []
        with open(self.count, encoding="ascii") as file:
            names = file.read().split()
        os.remove(self.count)
        return names

    def assert_job(self, job, outcome):
        self.assertEqual(job.outcome, outcome, job)
