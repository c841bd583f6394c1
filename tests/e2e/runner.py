"""A small model of a runner of GitHub Actions: carries out the steps of a composite action as GitHub documents it.

It knows what action.yml uses and refuses everything else, so that nothing passes here that it only ignored.
"""
import json
import os
import secrets
import shutil
import signal
import subprocess

import yaml

import project
from github_runner import Log, assignments
from runner_expressions import interpolate, is_met

KNOWN_STEP = {"id", "if", "uses", "with", "run", "shell", "env", "continue-on-error"}


class Caches:
    """actions/cache: entries that are never written twice, seen from their own branch and from those that start there."""

    def __init__(self, place):
        self.place, self.entries = place, []

    def find(self, paths, key, prefixes, scopes):
        for wanted, exact in [(key, True), *((prefix, False) for prefix in prefixes)]:
            for scope in scopes:
                for entry in reversed(self.entries):
                    fits = entry["key"] == wanted if exact else entry["key"].startswith(wanted)
                    if entry["scope"] == scope and entry["paths"] == paths and fits:
                        return entry
        return None

    def save(self, paths, key, scope, workspace):
        if any((entry["key"], entry["scope"], entry["paths"]) == (key, scope, paths) for entry in self.entries):
            return f"the key {key} is taken"
        if not any(os.path.exists(os.path.join(workspace, path)) for path in paths):
            return "none of the paths exists"
        folder = os.path.join(self.place, str(len(self.entries)))
        for number, path in enumerate(paths):
            if os.path.exists(os.path.join(workspace, path)):
                shutil.copytree(os.path.join(workspace, path), os.path.join(folder, str(number)), symlinks=True)
        self.entries.append({"key": key, "scope": scope, "paths": paths, "folder": folder})
        return ""

    @staticmethod
    def restore(entry, workspace):
        for number, path in enumerate(entry["paths"]):
            kept = os.path.join(entry["folder"], str(number))
            if os.path.exists(kept):
                shutil.copytree(kept, os.path.join(workspace, path), symlinks=True, dirs_exist_ok=True)


class Job:
    """One job: a workspace, an event, and what came of the action's steps."""

    def __init__(self, runner, workspace, event_name, event, variables, scopes):
        self.runner, self.workspace, self.scopes = runner, workspace, scopes
        self.place = runner.fresh("job")
        self.cancel = None  # waits until the job is to be cancelled, while its pipeline runs
        # The same for every job, and empty for each.
        self.temp = os.path.join(runner.place, "temp")
        project.remove_tree(self.temp)
        os.makedirs(self.temp)
        self.added_paths, self.added_variables = list(runner.paths), {}
        self.files = {name: os.path.join(self.place, name) for name in ("event.json", "summary.md")}
        with open(self.files["event.json"], "w", encoding="utf-8") as file:
            json.dump(event, file)
        open(self.files["summary.md"], "wb").close()
        self.variables = {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": workspace, "GITHUB_EVENT_NAME": event_name,
            "GITHUB_EVENT_PATH": self.files["event.json"], "GITHUB_STEP_SUMMARY": self.files["summary.md"],
            "GITHUB_REPOSITORY": "owner/flights", "GITHUB_RUN_ID": str(4000 + runner.next()), "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_JOB": "train", "GITHUB_WORKFLOW": "Pull request", "GITHUB_ACTION_PATH": runner.action,
            "GITHUB_SERVER_URL": runner.server.url, "GITHUB_API_URL": runner.server.api_url,
            "RUNNER_OS": "Linux", "RUNNER_ARCH": runner.architecture, "RUNNER_TEMP": self.temp,
            "RUNNER_TOOL_CACHE": runner.tools, "HOME": runner.home, "GIT_CONFIG_SYSTEM": os.devnull,
            # Nothing leaves the machine.
            "http_proxy": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1", "no_proxy": "127.0.0.1",
            **variables}
        self.log, self.warnings, self.steps, self.annotations = "", [], {}, []
        self.outcome, self.outputs = "success", {}

    def carry_out(self, inputs, action_ref=""):
        action = self.runner.load()
        unknown = set(inputs) - set(action["inputs"])
        assert not unknown, f"the action has no input {unknown}"
        self.contexts = {
            "inputs": {name: inputs.get(name, one["default"]) for name, one in action["inputs"].items()},
            "steps": self.steps,
            "github": {"token": self.runner.server.token, "action_ref": action_ref, "action_repository": "owner/mlpipe"}}
        for step in action["runs"]["steps"]:
            self.carry_out_step(step)
        self.outputs = {name: interpolate(one["value"], self.contexts) for name, one in action.get("outputs", {}).items()}
        return self

    def carry_out_step(self, step):
        assert set(step) <= KNOWN_STEP, step
        name = step.get("id", step.get("uses", step.get("run")))
        outputs = {}
        if not is_met(step.get("if", "success()"), self.contexts, self.outcome):
            self.steps[name] = {"outputs": outputs, "outcome": "skipped"}
            return
        try:
            passed = self.use(step, outputs) if "uses" in step else self.run(step, outputs)
        finally:
            self.steps[name] = {"outputs": outputs}
        self.steps[name]["outcome"] = "success" if passed else "failure"
        if not passed and not step.get("continue-on-error") and self.outcome == "success":
            self.outcome = "failure"

    def run(self, step, outputs):
        assert step["shell"] == "bash" and "${{" not in step["run"], step
        script = os.path.join(self.temp, secrets.token_hex(8) + ".sh")
        with open(script, "w", encoding="utf-8") as file:
            file.write(step["run"])
        files = {name: os.path.join(self.place, name.lower() + secrets.token_hex(4))
                 for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE")}
        for path in files.values():
            open(path, "wb").close()
        # As runners have it, these two are empty for the steps of a composite action.
        variables = {**self.variables, **self.added_variables, **files, "GITHUB_ACTION_REF": "", "GITHUB_ACTION_REPOSITORY": ""}
        variables.update({key: interpolate(value, self.contexts) for key, value in step.get("env", {}).items()})
        variables["PATH"] = ":".join([*reversed(self.added_paths), os.environ["PATH"]])
        variables["GIT_CONFIG_GLOBAL"] = os.path.join(self.runner.home, ".gitconfig")
        process = subprocess.Popen(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script], cwd=self.workspace,
                                   env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   start_new_session=True)
        self.runner.case.addCleanup(project.end_process, process)
        if self.cancel and step.get("id") == "run":
            # A job that is cancelled asks the step's own process to end, and no other.
            self.cancel()
            process.send_signal(signal.SIGINT)
            self.outcome = "cancelled"
        text = process.communicate(timeout=10 * project.PATIENCE_S)[0].decode("utf-8", "replace")
        self.log += text
        self.annotations += [one for one in Log(text).commands if one[0] in ("error", "warning", "notice")]
        outputs.update(assignments(files["GITHUB_OUTPUT"]))
        self.added_variables.update(assignments(files["GITHUB_ENV"]))
        with open(files["GITHUB_PATH"], encoding="utf-8") as file:
            self.added_paths += file.read().splitlines()
        return process.returncode == 0

    def use(self, step, outputs):
        given = {name: interpolate(value, self.contexts) for name, value in step["with"].items()}
        uses = {"actions/cache/restore@v5": (self.restore, {"path", "key", "restore-keys"}),
                "actions/cache/save@v5": (self.save, {"path", "key"}),
                "actions/upload-artifact@v6": (self.upload, {"name", "path"})}
        method, known = uses[step["uses"]]
        assert set(given) <= known, step
        return method(given, outputs)

    def restore(self, given, outputs):
        paths = given["path"].split()
        prefixes = given.get("restore-keys", "").split()
        entry = self.runner.caches.find(paths, given["key"], prefixes, self.scopes)
        if entry:
            Caches.restore(entry, self.workspace)
            outputs["cache-hit"] = str(entry["key"] == given["key"]).lower()
        return True

    def save(self, given, _):
        problem = self.runner.caches.save(given["path"].split(), given["key"], self.scopes[0], self.workspace)
        if problem:
            self.warnings.append(problem)
        return True

    def upload(self, given, outputs):
        folder = os.path.join(self.runner.artifacts, given["name"])
        if os.path.exists(folder):
            return False
        shutil.copytree(given["path"], folder)
        outputs["artifact-url"] = f"{self.runner.server.url}/owner/flights/actions/artifacts/{given['name']}"
        return True

    @property
    def summary(self):
        with open(self.files["summary.md"], encoding="utf-8") as file:
            return file.read()

    def said(self, kind):
        return [text for one, _, text in self.annotations if one == kind]

    def __str__(self):
        return f"the job: {self.outcome}, {self.outputs}\n--- log\n{self.log}\n--- summary\n{self.summary}"


class Runner:
    """The machines and services that the jobs of one repository meet."""

    def __init__(self, case, action, server):
        self.case, self.action, self.server = case, action, server
        self.architecture = {"x86_64": "X64", "aarch64": "ARM64"}[os.uname().machine]
        self.place = project.Project(case).path
        self.count = 0
        self.paths = []  # what steps before the action put into PATH, such as actions/setup-python
        self.caches = Caches(os.path.join(self.place, "caches"))
        self.artifacts, self.tools, self.home = (self.fresh(name) for name in ("artifacts", "tools", "home"))

    def next(self):
        self.count += 1
        return self.count

    def fresh(self, name):
        folder = os.path.join(self.place, f"{name}-{self.next()}")
        os.makedirs(folder)
        return folder

    def load(self):
        with open(os.path.join(self.action, "action.yml"), encoding="utf-8") as file:
            return yaml.safe_load(file)

    def job(self, workspace, event_name, event=None, scopes=("refs/heads/main",), inputs=None, action_ref="v0.1.0", cancel=None,
            **variables):
        job = Job(self, workspace, event_name, event or {}, variables, scopes)
        job.cancel = cancel
        return job.carry_out(inputs or {}, action_ref)


def checkout(case, origin, reference, folder):
    """What actions/checkout does without options: one commit, no tags, no branch."""
    os.makedirs(folder)
    clone = project.Project(case, directory=folder)
    at = "refs/remotes/origin/" + reference.split("/", 2)[2] if reference.startswith("refs/heads/") else \
        reference if reference.startswith("refs/tags/") else reference.replace("refs/", "refs/remotes/", 1)
    for words in (["init", "-q", "-b", "main"], ["remote", "add", "origin", "file://" + origin],
                  ["fetch", "-q", "--no-tags", "--depth=1", "origin", f"+{reference}:{at}"],
                  ["checkout", "-q", "--force", "--detach", at]):
        done = clone.git(*words)
        case.assertEqual(done.code, 0, done)
    return clone
