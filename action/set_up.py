"""Puts mlpipe into PATH: a release's package, or one that is built from the action's own checkout."""
import hashlib
import os
import shutil
import subprocess

import job
import web

FOLDER = os.path.dirname(os.path.abspath(__file__))
SUMS = "SHA256SUMS"


def set_up():
    package, version = job.value("PACKAGE"), job.value("VERSION")
    installed = os.path.join(job.value("RUNNER_TOOL_CACHE") if version else job.scratch(""), package)
    if not os.path.exists(program(installed)):
        folder = job.value("PACKAGE_FOLDER")
        os.makedirs(folder, exist_ok=True)
        if version:
            fetch_release(version, package + ".tar.gz", folder)
        elif not os.path.exists(os.path.join(folder, SUMS)):
            build(package, folder)
        verify(folder, package + ".tar.gz")
        unpack(os.path.join(folder, package + ".tar.gz"), installed)
    said = subprocess.run([program(installed), "--version"], capture_output=True, check=False, text=True)
    if said.returncode != 0:
        raise job.Failure(f"'{package}' does not run here: {said.stderr.strip()}; `version: source` builds it here")
    job.say(said.stdout.strip() + (", a release" if version else ", built from the action's checkout"))
    job.add_path(os.path.dirname(program(installed)))


def program(installed):
    return os.path.join(installed, "bin", "mlpipe")


def fetch_release(version, archive, folder):
    place = f"{job.value('GITHUB_SERVER_URL')}/{job.value('ACTION_REPOSITORY')}/releases/download/v{version}"
    for name in (SUMS, archive):
        try:
            web.download(f"{place}/{name}", os.path.join(folder, name))
        except (web.Refused, OSError) as error:
            raise job.Failure(f"cannot fetch '{place}/{name}': {error}; `version: source` builds mlpipe instead") from None


def build(package, folder):
    job.say("building mlpipe from the action's checkout; a release tag in `uses:` or `version` spares that")
    done = subprocess.run([os.path.join(FOLDER, "build"), package, folder], check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise job.Failure("mlpipe could not be built: what failed stands above")


def verify(folder, archive):
    """Takes nothing that is not the very content that SHA256SUMS names."""
    with open(os.path.join(folder, SUMS), encoding="utf-8") as file:
        sums = {name.lstrip("*"): digest for digest, name in (line.split() for line in file if line.strip())}
    with open(os.path.join(folder, archive), "rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    if sums.get(archive) != found:
        raise job.Failure(f"'{archive}' has the SHA-256 {found}, and {SUMS} says {sums.get(archive, 'nothing of it')}: "
                          "it is damaged, or not what was released; nothing of it was run")


def unpack(archive, installed):
    """Whole or not at all: another job of this machine may look for it meanwhile."""
    partial = f"{installed}.{os.getpid()}"
    os.makedirs(partial)
    subprocess.run(["tar", "-xzf", archive, "-C", partial, "--strip-components=1"], check=True)
    shutil.rmtree(installed, ignore_errors=True)
    os.rename(partial, installed)


if __name__ == "__main__":
    job.carry_out(set_up)
