"""The actions and the workflows of this repository: valid, without more rights than they need, and in step with each other."""
import glob
import os
import re
import subprocess
import unittest

import yaml

from action_support import SOURCE, version
from project import Project, main

VALIDATOR = os.environ.get("ACTION_VALIDATOR", "")
NODE = os.path.join(VALIDATOR, "venv/bin/node")
PROGRAM = os.path.join(VALIDATOR, "node_modules/@action-validator/cli/cli.mjs")
EXAMPLES = sorted(glob.glob(os.path.join(SOURCE, "examples/github/*.yml")))
FILES = [os.path.join(SOURCE, name) for name in ("action.yml", "setup/action.yml")] + EXAMPLES + \
    sorted(glob.glob(os.path.join(SOURCE, ".github/workflows/*.yml")))


def read(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, yaml.BaseLoader)  # `on` is a key, and nothing is a date


def steps_of(document):
    jobs = document["jobs"].values() if "jobs" in document else [document["runs"]]
    return [step for job in jobs for step in job.get("steps", [])]


class Workflows(unittest.TestCase):
    @unittest.skipUnless(os.path.exists(PROGRAM), "action-validator, which scripts/test installs, is not there")
    def test_all_are_valid(self):
        broken = Project(self)
        broken.write("broken.yml", "on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [{run: a, use: b}]}}\n")
        for path in [*FILES, broken.at("broken.yml")]:
            with self.subTest(path):
                done = subprocess.run([NODE, PROGRAM, path], capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode == 0, "broken" not in path, done.stdout + done.stderr)

    def test_no_input_becomes_text_of_a_command(self):
        for path in FILES:
            for step in steps_of(read(path)):
                with self.subTest(path, step=step):
                    self.assertNotIn("${{", step.get("run", ""))

    def test_only_official_actions_are_used(self):
        for path in FILES[:2]:
            for step in steps_of(read(path)):
                if "uses" in step:
                    self.assertRegex(step["uses"], r"^actions/(cache/restore|cache/save|upload-artifact)@v\d+$")

    def test_examples_ask_for_little_and_end(self):
        self.assertEqual(len(EXAMPLES), 6)
        for path in EXAMPLES:
            with self.subTest(path):
                workflow = read(path)
                self.assertTrue(set(workflow["permissions"].values()) <= {"read", "write"})
                self.assertIn("group", workflow["concurrency"])
                for job in workflow["jobs"].values():
                    self.assertGreater(int(job["timeout-minutes"]), 0)

    def test_examples_use_the_action_as_it_is(self):
        actions = {f"OWNER/mlpipe@v{version()}": read(FILES[0]), f"OWNER/mlpipe/setup@v{version()}": read(FILES[1])}
        for path in EXAMPLES:
            used = [step for step in steps_of(read(path)) if "mlpipe" in step.get("uses", "")]
            self.assertEqual(len(used), 1, path)
            with self.subTest(path):
                action = actions[used[0]["uses"]]
                self.assertTrue(set(used[0].get("with", {})) <= set(action["inputs"]))
                with open(path, encoding="utf-8") as file:
                    outputs = set(re.findall(r"steps\.mlpipe\.outputs\.([\w-]+)", file.read()))
                self.assertTrue(outputs <= set(action.get("outputs", {})), outputs)


if __name__ == "__main__":
    main()
