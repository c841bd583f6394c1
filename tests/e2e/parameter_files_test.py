"""Parameters in YAML, JSON, TOML and Python: what a stage depends on, what -S changes, what commands show of them."""
import unittest

from project import Project, main

PIPELINE = """\
stages:
  train:
    cmd: cp $MLPIPE_PARAMS seen.json
    params:
      - conf/p.toml: [train.lr, train.day]
      - settings.py: [SEED, Train.layers]
      - p.json: [a]
    outs: [{seen.json: {cache: false}}]
  whole:
    # -B: Python would take a file of the same second and size for the one it has compiled.
    cmd: python3 -B -c 'import settings; print(settings.twice())' > whole.txt
    params: [settings.py: ]
    outs: [whole.txt]
"""
TOML = "# rates\n[train]\nlr = 1e-4   # slow\nday = 2020-01-01\nunused = 'x'\n"
SETTINGS = """\
import os
SEED: int = 7  # of all
class Train:
    layers = (64, 32)
    home = os.environ.get("HOME")
    def __init__(self):
        self.rate = 0.5

def twice():
    SEED_ = 1
    return 2 * SEED
"""


class ParameterFiles(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.project = Project(self, git=True)
        self.project.pipeline(PIPELINE)
        self.project.write("conf/p.toml", TOML)
        self.project.write("settings.py", SETTINGS)
        self.project.write("p.json", '{"a": 1}\n')

    def test_stages_depend_on_the_values_that_they_name(self):
        project = self.project
        project.run()
        self.assertEqual(project.read("seen.json"),
                         '{"conf/p.toml":{"train":{"day":"2020-01-01","lr":1e-04}},"p.json":{"a":1},'
                         '"settings.py":{"SEED":7,"Train":{"layers":[64,32]}}}\n')
        self.assertEqual(project.read("whole.txt"), "14\n")
        project.edit("conf/p.toml", "'x'", "'y'")
        project.edit("settings.py", "# of all", "# SEED = 8")
        project.call("status", "--exit-code")
        project.edit("settings.py", "0.5", "0.75")
        self.assertIn("settings.py", project.call("why", "whole").out)
        self.assertEqual(project.statuses(), {"train": "skipped", "whole": "ran"})

    def test_one_value_is_changed_in_the_text_of_each(self):
        project = self.project
        first = project.run()["id"]
        project.call("run", "-S", "conf/p.toml:train.lr=0.5", "-S", "conf/p.toml:train.day=2021-02-03", "-S",
                     "settings.py:SEED=8", "-S", "settings.py:Train.layers.1=16", "-S", "p.json:a=x")
        self.assertEqual(project.read("conf/p.toml"), TOML.replace("1e-4", "0.5").replace("2020-01-01", "2021-02-03"))
        self.assertEqual(project.read("settings.py"), SETTINGS.replace("= 7", "= 8").replace("32)", "16)"))
        self.assertEqual(project.read("p.json"), '{"a": "x"}\n')
        self.assertEqual(project.read("whole.txt"), "16\n")
        said = project.call("run", "-S", "settings.py:Train.home=x", code=2).err
        self.assertIn("settings.py:3:1: no key 'Train.home'", said)
        changes = {change["file"] + ":" + change["key"]: change["after"]
                   for change in project.call("params", "diff", first, "latest", "--json").json()["parameters"]}
        self.assertEqual(changes["conf/p.toml:train.lr"], 0.5)
        self.assertEqual(changes["settings.py:SEED"], 8)

    def test_a_file_that_cannot_be_read_is_named_with_its_place(self):
        self.project.write("settings.py", "SEED = 7\nclass Train:\n    layers = [64,\n")
        self.assertIn("settings.py:3:14: not valid Python: '[' is never closed", self.project.call("run", code=2).err)
        self.project.write("settings.py", SETTINGS)
        self.project.write("conf/p.toml", "[train]\nlr = \n")
        self.assertRegex(self.project.call("run", code=2).err, r"conf/p\.toml:2:\d+: not valid TOML: ")

    def test_tests_lay_values_over_them(self):
        self.project.write("tests/settings.py", "SEED = 100\n")
        self.project.write("tests/conf/p.toml", "train.lr = 1.0\n")
        self.project.write("pipeline.yaml", PIPELINE + "  check:\n    cmd: test $(cat whole.txt) = 200\n"
                                                       "    deps: [whole.txt]\n    outs: []\n")
        self.assertIn("settings.py", self.project.call("test").text)
        self.assertEqual(self.project.read("settings.py"), SETTINGS)


if __name__ == "__main__":
    main()
