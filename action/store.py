"""The store between jobs, in the runner's cache: its key, and what of it is worth keeping."""
import hashlib
import os
import secrets

import job
import programs


def keys():
    """The key to save under, and the prefix that finds the newest of the earlier ones.

    No key can be written twice, so that each use has its own; GitHub looks at those of this branch first, then at the
    base branch's. Empty: the store is not cached.
    """
    if not job.is_on("INPUT_CACHE") or job.value("INPUT_REMOTE"):
        return "", ""
    place = hashlib.sha256(os.fsencode(job.value("INPUT_PIPELINE"))).hexdigest()[:8]
    prefix = f"mlpipe-store-{place}-"
    return f"{prefix}{job.value('GITHUB_RUN_ID')}-{job.value('GITHUB_RUN_ATTEMPT')}-{secrets.token_hex(4)}", prefix


def path(name):
    """Of a part of the store, as seen from the workspace: the same in each job."""
    workspace = os.path.realpath(job.value("GITHUB_WORKSPACE"))
    return os.path.relpath(os.path.join(programs.project(), ".mlpipe", name), workspace)


def state():
    """The same for two stores that hold the same: contents and records are named by digests."""
    digest = hashlib.sha256()
    for name in ("objects", "records"):
        for folder, _, files in sorted(os.walk(os.path.join(programs.project(), ".mlpipe", name))):
            for file in sorted(files):
                digest.update(os.fsencode(os.path.join(os.path.basename(folder), file)) + b"\n")
    return digest.hexdigest()


def trim():
    """Drops what neither this run, a lock file of a branch that is here, nor a registered model needs."""
    folder = programs.project()
    done = programs.mlpipe("gc", "--keep-runs", "1", "--older-than", "0s", "--yes", "--wait", "60", check=False)
    if done.returncode != 0:
        job.warning(f"the store was not trimmed before it is saved: {programs.last_line(done)}")
    any_objects = os.path.isdir(os.path.join(folder, ".mlpipe", "objects"))
    job.output("changed", str(any_objects and state() != job.value("STORE_BEFORE")).lower())


if __name__ == "__main__":
    job.carry_out(trim, essential=False)
