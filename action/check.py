"""First step: refuses what cannot be right before anything is downloaded, and decides where mlpipe comes from."""
import hashlib
import os
import re

import job
import programs

# What a build reads. Documentation and tests change no program.
SOURCES = ("CMakeLists.txt", "CMakePresets.json", "cmake", "include", "pipelines", "scripts", "src")
ARCHITECTURES = {"X64": "x86_64", "ARM64": "aarch64"}
RELEASE = re.compile(r"v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)")
RELEASE_TAG = re.compile(r"v\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?")


def check():
    check_inputs()
    if job.value("RUNNER_OS") != "Linux" or job.value("RUNNER_ARCH") not in ARCHITECTURES:
        raise job.Failure(f"mlpipe runs on Linux, x86-64 and arm64, not on {job.value('RUNNER_OS')} "
                          f"{job.value('RUNNER_ARCH')}: take `runs-on: ubuntu-24.04` or `ubuntu-24.04-arm`")
    check_code_is_trusted()
    version = release_meant()
    architecture = ARCHITECTURES[job.value("RUNNER_ARCH")]
    job.output("version", version)
    job.output("package", f"mlpipe-{version or source_version()}-linux-{architecture}")
    job.output("build-key", "" if version else f"mlpipe-build-{architecture}-{system()}-{digest_of_sources()}")


def check_inputs():
    for name in ("cache", "push-runs", "comment"):
        text = job.value(variable(name))
        if text not in ("true", "false"):
            raise job.Failure(f"`{name}` is true or false, not '{text}'")
    jobs = job.value(variable("jobs"))
    if jobs and not jobs.isdecimal():
        raise job.Failure(f"`jobs` is a number, not '{jobs}'")
    fail_on = job.value(variable("fail-on"))
    if fail_on not in ("any", "stage", "never"):
        raise job.Failure(f"`fail-on` is any, stage or never, not '{fail_on}'")


def variable(name):
    return "INPUT_" + name.upper().replace("-", "_")


def check_code_is_trusted():
    """`pull_request_target` brings secrets and a token that may write. The code of a pull request must not meet them."""
    if job.value("GITHUB_EVENT_NAME") != "pull_request_target":
        return
    head = programs.git("rev-parse", "HEAD", check=False).stdout.strip()
    if head != job.value("GITHUB_SHA"):
        raise job.Failure("the code of a pull request is checked out in a job of `pull_request_target`: its stages would run "
                          "with this repository's secrets and a token that may write. Let the workflow start `on: "
                          "pull_request`; a fork's results are then in the job summary")


def release_meant():
    """The version whose package is taken; empty: the action's own checkout is built."""
    wanted = job.value(variable("version"))
    if wanted == "source":
        return ""
    if wanted:
        match = RELEASE.fullmatch(wanted)
        if not match:
            raise job.Failure(f"`version` is a release such as 0.1.0, or source, not '{wanted}'")
        return match[1]
    # A tag such as v1 moves with the releases; the checkout says which one it is.
    return source_version() if RELEASE_TAG.fullmatch(job.value("ACTION_REF")) else ""


def source_version():
    with open(action_path("CMakeLists.txt"), encoding="utf-8") as file:
        return re.search(r"project\(mlpipe\s+VERSION\s+([0-9.]+)", file.read())[1]


def system():
    """The distribution, for a build's cache: ubuntu-24.04."""
    with open("/etc/os-release", encoding="utf-8") as file:
        known = dict(line.rstrip().split("=", 1) for line in file if "=" in line)
    return "-".join(known.get(name, "").strip('"') for name in ("ID", "VERSION_ID"))


def digest_of_sources():
    digest = hashlib.sha256()
    for path in sorted(files_of_build()):
        with open(action_path(path), "rb") as file:
            content = hashlib.sha256(file.read()).hexdigest()
        digest.update(f"{content} {path}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()[:16]


def files_of_build():
    for name in SOURCES:
        if os.path.isfile(action_path(name)):
            yield name
        for folder, _, names in os.walk(action_path(name)):
            for file in names:
                yield os.path.relpath(os.path.join(folder, file), action_path(""))


def action_path(name):
    return os.path.join(job.value("GITHUB_ACTION_PATH"), name)


if __name__ == "__main__":
    job.carry_out(check)
