"""What one process takes, and tools from PyPI to compare with."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "bench"
# Runs a command and says on its last line what it took: `ru_maxrss` of a child holds at least what its parent had when
# it was started, so that the parent has to be small.
MEASURE = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
seconds = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": code, "seconds": seconds, "cpu_s": used.ru_utime + used.ru_stime,
                  "peak_mib": used.ru_maxrss / 1024}))
"""


def say(text):
    print(text, file=sys.stderr, flush=True)


def measure(command, codes=(0,)):
    """Its `seconds` of wall time, `cpu_s` and `peak_mib`."""
    done = subprocess.run([sys.executable, "-c", MEASURE, *map(str, command)], check=True, text=True,
                          stdout=subprocess.PIPE)
    result = json.loads(done.stdout.splitlines()[-1])
    if result.pop("code") not in codes:
        sys.exit(f"bench: {command} failed")
    return result


def python_with(name, *packages):
    """The interpreter of an environment in build/bench that has these packages, pinned; installed once."""
    venv = HOME / name
    python = venv / "bin" / "python"
    if not (venv / "installed").exists():
        say(f"installing {' '.join(packages)} into {venv}")
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--use-pep517", *packages], check=True)
        (venv / "installed").touch()
    return python
