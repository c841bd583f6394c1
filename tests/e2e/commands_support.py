"""A project in a temporary directory, and the program called in it. MLPIPE names the program."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

MLPIPE = os.path.abspath(os.environ.get("MLPIPE", "build/release/src/mlpipe"))

PIPELINE = """\
name: numbers
stages:
  prepare:
    cmd: echo preparing; sort -n numbers.txt > sorted.txt
    deps: [numbers.txt]
    params: [prepare.order]
    outs: [sorted.txt]
  largest:
    cmd: tail -n 1 sorted.txt > largest.txt
    deps: [sorted.txt]
    outs: [largest.txt]
  notify:
    cmd: echo told
    needs: [largest]
    when: manual
"""


class Project(unittest.TestCase):
    def setUp(self):
        self.root = os.path.realpath(tempfile.mkdtemp(prefix="mlpipe-commands-"))
        self.addCleanup(self.remove)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("MLPIPE", "GIT_"))}
        self.environment["TERM"] = "dumb"

    def remove(self):
        for place, folders, _ in os.walk(self.root):
            for folder in folders:
                path = os.path.join(place, folder)
                if not os.path.islink(path):
                    os.chmod(path, 0o755)
        shutil.rmtree(self.root)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def numbers(self):
        self.write("pipeline.yaml", PIPELINE)
        self.write("numbers.txt", "3\n1\n2\n")
        self.write("params.yaml", "prepare:\n  order: ascending\n")

    def call(self, *words, code=0, cwd=None, env=None):
        """What the program wrote on its standard output and error; its exit code must be `code`."""
        done = subprocess.run([MLPIPE, *words], cwd=cwd or self.root, env={**self.environment, **(env or {})},
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        out, err = done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "replace")
        self.assertEqual(done.returncode, code, f"mlpipe {' '.join(words)}\n{out}{err}")
        return out, err

    def out(self, *words, **how):
        return self.call(*words, **how)[0]

    def json(self, *words, **how):
        return json.loads(self.out(*words, "--json", **how))

    def only_object(self):
        for place, _, files in os.walk(self.path(".mlpipe", "objects")):
            if files:
                return os.path.join(place, files[0])
        self.fail("the store is empty")
