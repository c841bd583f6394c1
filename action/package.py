"""Decides where mlpipe comes from: a release's package, or a build of the action's own checkout."""
import hashlib
import os
import re

import job

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# What a build reads. Documentation and tests change no program.
SOURCES = ("CMakeLists.txt", "CMakePresets.json", "action/build", "cmake", "include", "pipelines", "scripts", "src")
ARCHITECTURES = {"X64": "x86_64", "ARM64": "aarch64"}
RELEASE = re.compile(r"v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)")
MOVING_TAG = re.compile(r"v\d+(\.\d+)?")


def decide():
    architecture = ARCHITECTURES.get(job.value("RUNNER_ARCH"))
    if job.value("RUNNER_OS") != "Linux" or architecture is None:
        raise job.Failure(f"mlpipe runs on Linux, x86-64 and arm64, not on {job.value('RUNNER_OS')} "
                          f"{job.value('RUNNER_ARCH')}: take `runs-on: ubuntu-24.04` or `ubuntu-24.04-arm`")
    version = release_meant()
    job.output("version", version)
    job.output("folder", job.scratch("package"))
    job.output("package", f"mlpipe-{version or source_version()}-linux-{architecture}")
    job.output("build-key", "" if version else f"mlpipe-build-{architecture}-{system()}-{digest_of_sources()}")


def release_meant():
    """The version whose package is taken; empty: the action's own checkout is built."""
    wanted = job.value("INPUT_VERSION")
    if wanted == "source":
        return ""
    if wanted:
        match = RELEASE.fullmatch(wanted)
        if not match:
            raise job.Failure(f"`version` is a release such as 0.1.0, or source, not '{wanted}'")
        return match[1]
    reference = job.value("ACTION_REF")
    if reference.startswith("v") and RELEASE.fullmatch(reference):
        return reference[1:]
    # A tag such as v1 moves with the releases; the checkout says which one it is.
    return source_version() if MOVING_TAG.fullmatch(reference) else ""


def source_version():
    with open(os.path.join(CHECKOUT, "CMakeLists.txt"), encoding="utf-8") as file:
        return re.search(r"project\(mlpipe\s+VERSION\s+([0-9.]+)", file.read())[1]


def system():
    """The distribution, for a build's cache: ubuntu-24.04."""
    with open("/etc/os-release", encoding="utf-8") as file:
        known = dict(line.rstrip().split("=", 1) for line in file if "=" in line)
    return "-".join(known.get(name, "").strip('"') for name in ("ID", "VERSION_ID"))


def digest_of_sources():
    digest = hashlib.sha256()
    for path in sorted(files_of_build()):
        with open(os.path.join(CHECKOUT, path), "rb") as file:
            content = hashlib.sha256(file.read()).hexdigest()
        digest.update(f"{content} {path}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()[:16]


def files_of_build():
    for name in SOURCES:
        if os.path.isfile(os.path.join(CHECKOUT, name)):
            yield name
        for folder, _, names in os.walk(os.path.join(CHECKOUT, name)):
            for file in names:
                yield os.path.relpath(os.path.join(folder, file), CHECKOUT)


if __name__ == "__main__":
    job.carry_out(decide)
