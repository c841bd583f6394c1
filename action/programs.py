"""Calls of mlpipe and git, beside the pipeline file that is meant."""
import base64
import os
import subprocess

import job


def pipeline():
    """The folder of the pipeline file, and its name; empty where mlpipe is to choose."""
    path = os.path.join(job.value("GITHUB_WORKSPACE") or os.getcwd(), job.value("INPUT_PIPELINE"))
    return os.path.split(path)


def mlpipe(*arguments, check=True):
    return _call(["mlpipe", *arguments], check)


def with_pipeline():
    """The option that names the pipeline file."""
    name = pipeline()[1]
    return ["--file=" + name] if name else []


def git(*arguments, check=True):
    return _call(["git", *arguments], check, **_credentials())


def repository():
    """How git answers the question for the top folder of the work tree."""
    return _call(["git", "rev-parse", "--show-toplevel"], check=False)


def project():
    """The folder with `.mlpipe`, by the rule that mlpipe follows."""
    folder = start = os.path.realpath(pipeline()[0])
    found = repository()
    top = found.stdout.rstrip("\n") if found.returncode == 0 else None
    while not os.path.isdir(os.path.join(folder, ".mlpipe")):
        parent = os.path.dirname(folder)
        if folder == top or top is None or parent == folder:
            return top or start
        folder = parent
    return folder


def last_line(done):
    """What a program that failed said at last."""
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"exit code {done.returncode}"


def _call(command, check, **environment):
    folder = pipeline()[0]
    if not os.path.isdir(folder):
        raise job.Failure(f"there is no folder '{folder}': is the repository checked out, and `pipeline` right?")
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True,
                          errors="surrogateescape", env={**os.environ, "GIT_TERMINAL_PROMPT": "0", **environment})
    if check and done.returncode != 0:
        raise job.Failure(f"'{' '.join(command[:2])}' failed: {last_line(done)}")
    return done


def _credentials():
    """The job's token for git, where the checkout has left none of its own (`persist-credentials: false`)."""
    server, token = job.value("GITHUB_SERVER_URL"), job.value("GITHUB_TOKEN")
    if not token or not server.startswith("https://"):
        return {}
    if _call(["git", "config", "--get-urlmatch", "http.extraheader", server + "/"], check=False).stdout.strip():
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
            "GIT_CONFIG_VALUE_0": "AUTHORIZATION: basic " + basic}
