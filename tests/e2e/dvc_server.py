"""DVC, with all that it imports in memory: each call is a process of its own that begins where `bin/dvc` has loaded.

usage: dvc_server.py, with the interpreter of DVC's environment. Reads calls from standard input, a line of JSON each:
{"directory", "arguments", "environment"}; answers each with a line {"code", "out", "err"}. Most of a call of DVC is
importing, so that hundreds of calls would take minutes otherwise.
"""
import gc
import importlib
import json
import os
import sys
import tempfile

# What DVC imports only when it is called.
MODULES = ["configobj", "dulwich.ignore", "dulwich.index", "dulwich.worktree", "dvc.cachemgr", "dvc.cli.parser",
           "dvc.data_cloud", "dvc.dirs", "dvc.fs.dvc", "dvc.parsing", "dvc.render.match", "dvc.repo.artifacts",
           "dvc.repo.datasets", "dvc.repo.graph", "dvc.repo.metrics.diff", "dvc.repo.open_repo", "dvc.repo.params.diff",
           "dvc.repo.plots.diff", "dvc.repo.reproduce", "dvc.repo.stage", "dvc.repo.status", "dvc.repo.trie",
           "dvc.rwlock", "dvc.stage.cache", "dvc.stage.run", "dvc.stage.serialize", "dvc.utils.strictyaml",
           "dvc_data.hashfile.checkout", "dvc_data.hashfile.db.local", "dvc_data.hashfile.status",
           "fsspec.implementations.memory", "networkx", "rich.json", "ruamel.yaml",
           "scmrepo.git.backend.dulwich", "scmrepo.git.backend.gitpython", "scmrepo.git.backend.pygit2"]


def serve():
    for module in MODULES:
        importlib.import_module(module)
    sys.modules["dvc.cli.parser"].get_main_parser()
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        call = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                be_dvc(call, out, err)
            _, status = os.waitpid(child, 0)
            answer = {"code": os.waitstatus_to_exitcode(status), "out": content(out), "err": content(err)}
        print(json.dumps(answer), file=answers, flush=True)


def be_dvc(call, out, err):
    """Never returns."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        os.chdir(call["directory"])
        os.environ.clear()
        os.environ.update(call["environment"])
        code = sys.modules["dvc.cli"].main(call["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code & 0xFF)


def content(file):
    file.seek(0)
    return file.read().decode("utf-8", "surrogateescape")


serve()
