"""A test case with a project of its own, for commands that are called one after the other."""
import json
import os
import unittest

from project import Project, clean_environment

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


class CommandCase(unittest.TestCase):
    def setUp(self):
        self.project = Project(self)
        self.root = self.project.path
        self.environment = clean_environment(TERM="dumb")

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def write(self, name, text):
        self.project.write(name, text)

    def read(self, name):
        return self.project.read(name)

    def numbers(self):
        self.write("pipeline.yaml", PIPELINE)
        self.write("numbers.txt", "3\n1\n2\n")
        self.write("params.yaml", "prepare:\n  order: ascending\n")

    def call(self, *words, code=0, cwd=None, env=None):
        """What the program wrote on its standard output and error; its exit code must be `code`."""
        result = self.project.call(*words, code=code, cwd=cwd, env={"TERM": "dumb", **(env or {})})
        return result.out, result.err

    def out(self, *words, **how):
        return self.call(*words, **how)[0]

    def json(self, *words, **how):
        return json.loads(self.out(*words, "--json", **how))

    def only_object(self):
        (digest, *_) = self.project.objects()
        return self.path(".mlpipe", "objects", digest[:2], digest[2:])
