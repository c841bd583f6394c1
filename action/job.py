"""The job of GitHub Actions that a step belongs to: what the runner says in variables, and the words and files by which
a step answers. Knows nothing of mlpipe."""
import json
import os
import secrets
import sys


class Failure(Exception):
    """What ends the step with an error that a person can act on."""


def value(name):
    """A variable of the step; what is not set is empty."""
    return os.environ.get(name, "")


def is_on(name):
    return value(name) == "true"


def event():
    """The webhook's payload that the job answers to."""
    path = value("GITHUB_EVENT_PATH")
    if not path or not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def url():
    """Where a person sees this run of the workflow."""
    return (f"{value('GITHUB_SERVER_URL')}/{value('GITHUB_REPOSITORY')}/actions/runs/{value('GITHUB_RUN_ID')}"
            f"/attempts/{value('GITHUB_RUN_ATTEMPT')}")


def scratch(name):
    """A path in a folder of the job's own, which the runner removes with it."""
    folder = os.path.join(value("RUNNER_TEMP"), "mlpipe")
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, name)


def output(name, text):
    """An output of the step. The delimiter cannot be guessed, so that no value can end itself and begin another one."""
    delimiter = "end-" + secrets.token_hex(16)
    _append("GITHUB_OUTPUT", f"{name}<<{delimiter}\n{text}\n{delimiter}\n")


def add_path(folder):
    _append("GITHUB_PATH", folder + "\n")


def summarise(markdown):
    _append("GITHUB_STEP_SUMMARY", markdown + "\n")


def say(text):
    """A line of the log that is never taken for a command to the runner."""
    print("mlpipe: " + _one_line(text), flush=True)


def notice(text):
    _annotate("notice", text)


def warning(text):
    _annotate("warning", text)


def carry_out(step, essential=True):
    """Runs a step's function. What goes wrong in one that is not essential is a warning: the verdict is the run's."""
    try:
        sys.exit(step() or 0)
    except (Failure, OSError, ValueError) as error:
        if essential:
            _annotate("error", str(error))
            sys.exit(1)
        warning(str(error))


def _annotate(kind, text):
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::{kind} title=mlpipe::{escaped}", flush=True)


def _one_line(text):
    # `##[` begins a command of the older form, anywhere in a line.
    return "".join(letter if letter.isprintable() else " " for letter in text).replace("##[", "## [")


def _append(variable, text):
    path = value(variable)
    if not path:
        return
    with open(path, "a", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
