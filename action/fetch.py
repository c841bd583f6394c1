"""Fetches from origin what a gate and the report compare with: a CI checkout has one commit and nothing else.

What cannot be fetched is named, with the line of the workflow that brings it; the run then says what it cannot decide.
"""
import json
import re

import job
import programs
import store

ORIGIN = "origin"
READING = ("give the job `permissions: {contents: read}`, or let actions/checkout bring all of it with "
           "`fetch-depth: 0`")
COMMIT = re.compile(r"[0-9a-f]{40}")


def fetch():
    key, prefix = store.keys()
    job.output("objects", store.path("objects"))
    job.output("records", store.path("records"))
    job.output("store-key", key)
    job.output("store-prefix", prefix)
    found = programs.repository()
    if found.returncode != 0:
        job.warning(f"there is no checkout that git reads: {programs.last_line(found)}. Gates have nothing to compare with. "
                    "Put `- uses: actions/checkout@v6` before this step")
        return
    if programs.git("remote", "get-url", ORIGIN, check=False).returncode != 0:
        job.warning(f"the checkout has no remote '{ORIGIN}': nothing was fetched, gates know only what is here")
        return
    if fetch_tags():
        fetch_runs_of_models()
    job.output("against", fetch_baseline(job.value("INPUT_BASELINE_REF") or job.value("GITHUB_BASE_REF")))


def fetch_tags():
    done = fetch_refs("+refs/tags/*:refs/tags/*")
    if done.returncode != 0:
        job.warning(f"the tags, which say what is in production, could not be fetched: {programs.last_line(done)}. "
                    f"Gates that need them cannot be decided: {READING}")
        return False
    # All tags are here now, although the history is not; this setting is how mlpipe knows.
    programs.git("config", f"remote.{ORIGIN}.tagOpt", "--tags")
    return True


def fetch_runs_of_models():
    """The runs of the versions that aliases point to: their commits came with the tags, and are known as runs now."""
    wanted = {f"refs/mlpipe/runs/{run}" for run in runs_of_models() if run}
    if not wanted:
        return
    listed = programs.git("ls-remote", ORIGIN, *sorted(wanted), check=False)
    there = [line.split("\t")[1] for line in listed.stdout.splitlines() if "\t" in line]
    if there and fetch_refs(*(f"+{name}:{name}" for name in there)).returncode == 0:
        job.say(f"fetched {len(there)} runs of models that aliases point to")
    elif len(there) < len(wanted):
        job.say("the runs of some models were never pushed: gates know of them what their tags say")


def runs_of_models():
    listed = programs.mlpipe("model", "list", "--json", check=False)
    if listed.returncode != 0:
        job.warning(f"the registry of models could not be read: {programs.last_line(listed)}")
        return
    for model in json.loads(listed.stdout)["models"]:
        for alias in model["aliases"]:
            shown = programs.mlpipe("model", "show", f"{model['model']}@{alias}", "--json", check=False)
            if shown.returncode == 0:
                yield json.loads(shown.stdout)["run"]


def fetch_baseline(name):
    """The name by which the fetched branch, tag or commit is known here; empty if there is none."""
    if not name:
        return ""
    if name.startswith("-"):
        raise job.Failure(f"`baseline-ref` is a branch, a tag or a commit, not '{name}'")
    if COMMIT.fullmatch(name):
        done, known = fetch_refs(name), name
    else:
        done, known = fetch_refs(f"+refs/heads/{name}:refs/remotes/{ORIGIN}/{name}"), f"{ORIGIN}/{name}"
    if done.returncode == 0:
        return known
    if programs.git("rev-parse", "-q", "--verify", name + "^{commit}", check=False).returncode == 0:
        return name  # a tag, or a commit of a full checkout
    job.warning(f"the baseline '{name}' could not be fetched: {programs.last_line(done)}. The report does without: "
                f"`baseline-ref` is a branch, a tag or a full commit of {ORIGIN}; if it is there, {READING}")
    return ""


def fetch_refs(*references):
    shallow = programs.git("rev-parse", "--is-shallow-repository", check=False).stdout.strip() == "true"
    return programs.git("fetch", "-q", "--no-tags", "--no-recurse-submodules", *(["--depth=1"] if shallow else []),
                        ORIGIN, *references, check=False)


if __name__ == "__main__":
    job.carry_out(fetch)
