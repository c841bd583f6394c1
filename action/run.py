"""Runs the pipeline. How it ended is an output: what follows (cache, report, comment) is to happen before the job fails."""
import os
import signal
import subprocess

import job
import programs
import store


def run():
    job.output("store-before", store.state())
    process = subprocess.Popen(["mlpipe", *arguments()], cwd=programs.pipeline()[0], stdin=subprocess.DEVNULL)
    # A job that is cancelled sends INT, then TERM, to this process alone.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: process.send_signal(received))
    code = process.wait()
    job.output("code", code if code >= 0 else 128 - code)


def arguments():
    words = ["run", *programs.with_pipeline(), "--note=" + job.url()]
    if jobs := job.value("INPUT_JOBS"):
        words.append("--jobs=" + jobs)
    if remote := job.value("INPUT_REMOTE"):
        words += ["--pull", "--remote=" + remote]
    if is_proposal(job.value("GITHUB_EVENT_NAME")):
        words.append("--hold-side-effects")
    return [*words, "--", *job.value("INPUT_TARGETS").split()]


def is_proposal(event):
    """Whether the job tries what nobody has accepted yet: nothing may be deployed from it."""
    return event.startswith("pull_request") or event == "merge_group"


if __name__ == "__main__":
    job.carry_out(run)
