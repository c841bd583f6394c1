#!/usr/bin/env python3
"""The commands that ask about a pipeline: why, graph, validate; and what all commands have in common."""
import json
import os
import re
import signal
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from commands_support import CommandCase  # noqa: E402
from project import MLPIPE, wait_until  # noqa: E402


class Why(CommandCase):
    def test_each_changed_field_with_both_values(self):
        self.numbers()
        self.assertIn("never run here", self.out("why", "prepare"))
        self.assertFalse(os.path.exists(self.path(".mlpipe")), "why must write nothing")
        self.call("run")
        self.write("params.yaml", "prepare:\n  order: descending\n")
        answer = self.json("why", "prepare")
        self.assertEqual((answer["stage"], answer["decision"]), ("prepare", "run"))
        self.assertEqual(answer["changes"], [{"field": "parameter", "name": "params.yaml:prepare.order",
                                              "before": '"ascending"', "after": '"descending"'}])
        text = self.out("why", "sorted.txt")
        self.assertIn('was: "ascending"', text)
        self.assertIn('now: "descending"', text)
        self.assertEqual(self.json("why", "largest")["decision"], "unknown")

    def test_a_stage_that_is_held_stays_held_although_it_is_named(self):
        self.numbers()
        self.call("run")
        self.assertEqual(self.json("why", "notify")["decision"], "held")

    def test_a_name_that_is_wrong(self):
        self.numbers()
        out, err = self.call("why", "prepaer", "--json", code=2)
        self.assertEqual(out, "")
        self.assertIn("did you mean 'prepare'?", err)
        self.call("why", code=2)

    def test_several_stages_are_a_list(self):
        self.write("pipeline.yaml", "stages:\n  a@1: {cmd: echo 1 > 1, outs: ['1']}\n"
                                    "  a@2: {cmd: echo 2 > 2, outs: ['2']}\n")
        self.assertEqual([s["stage"] for s in self.json("why", "a@*")["stages"]], ["a@1", "a@2"])


class Graph(CommandCase):
    def test_forms(self):
        self.numbers()
        self.assertEqual(self.out("graph").split("\n")[1].split(), ["largest", "<-", "prepare"])
        self.assertIn("n0 -> n1;", self.out("graph", "--format", "dot"))
        self.assertIn("n1 -.-> n2", self.out("graph", "--format", "mermaid"))
        answer = self.json("graph")
        self.assertEqual(answer["name"], "numbers")
        self.assertEqual(answer["edges"], [{"from": "prepare", "to": "largest", "order_only": False},
                                           {"from": "largest", "to": "notify", "order_only": True}])
        self.assertEqual(answer, json.loads(self.out("graph", "--format", "json")))
        self.assertNotIn("state", answer["stages"][0])
        self.call("graph", "--format", "svg", code=2)

    def test_decisions_and_selection(self):
        self.numbers()
        self.call("run")
        states = {s["stage"]: s["state"] for s in self.json("graph", "--status")["stages"]}
        self.assertEqual(states, {"prepare": "skip", "largest": "skip", "notify": "held"})
        self.assertEqual([s["stage"] for s in self.json("graph", "largest")["stages"]], ["prepare", "largest"])


class Validate(CommandCase):
    def test_sound(self):
        self.numbers()
        self.assertEqual(self.out("validate"), "pipeline.yaml is valid: 3 stages.\n")
        self.assertEqual(self.json("validate"), {"valid": True, "errors": []})
        self.assertFalse(os.path.exists(self.path(".mlpipe")))

    def test_all_errors_at_once_with_their_places(self):
        self.write("pipeline.yaml", "stages:\n  a:\n    cmd: x\n    dpes: [y]\n  b:\n    outs: [z]\n")
        out, err = self.call("validate", code=2)
        self.assertEqual(out, "")
        self.assertIn("pipeline.yaml:4:5: ", err)
        self.assertIn("did you mean 'deps'?", err)
        answer = self.json("validate", code=2)
        self.assertFalse(answer["valid"])
        self.assertEqual([(e["file"], e["line"]) for e in answer["errors"]], [("pipeline.yaml", 4), ("pipeline.yaml", 5)])

    def test_parameters_and_sources_are_looked_for(self):
        self.numbers()
        os.remove(self.path("numbers.txt"))
        self.write("params.yaml", "prepare:\n  oder: ascending\n")
        messages = [e["message"] for e in self.json("validate", code=2)["errors"]]
        self.assertEqual(len(messages), 2, messages)
        self.assertTrue(any("numbers.txt" in m and "'prepare'" in m for m in messages), messages)
        self.assertTrue(any("prepare.order" in m for m in messages), messages)

    def test_configuration_and_absence(self):
        self.numbers()
        self.write(".mlpipe/config.yaml", "stoer: {}\n")
        answer = self.json("validate", code=2)
        self.assertEqual(answer["errors"][0]["file"], ".mlpipe/config.yaml")
        os.remove(self.path(".mlpipe/config.yaml"))
        self.assertIn("no such file", self.call("validate", "other.yaml", code=2)[1])
        os.remove(self.path("pipeline.yaml"))
        self.assertIn("mlpipe init", self.call("validate", code=2)[1])


class Surface(CommandCase):
    def test_help_and_usage(self):
        for command in ("why", "graph", "validate", "runs", "show", "logs", "verify", "doctor", "init"):
            self.assertIn("--json", self.out(command, "--help"))
            self.call(command, "--no-such-flag", code=2)

    def test_what_a_command_does_not_take(self):
        for words, said in ((("run", "--forse"), "'mlpipe run' has no option '--forse' (did you mean '--force'?)"),
                            (("runs", "extra"), "'mlpipe runs' takes no argument 'extra' there"),
                            (("status", "a", "--nothing-like-it"), "has no option '--nothing-like-it'; 'mlpipe status --help'"),
                            # What was typed stays within its line, where a CI system reads commands.
                            (("run", "--jobs", "x\n::error::x"), r"--jobs: Value x\n::error::x not in range"),
                            (("runs", "export"), "'mlpipe runs export --help' says what it takes"),
                            (("repro",), "what DVC does so is 'mlpipe run' here"),
                            (("run", "-f", "train"), "to run a stage in any case is --force"),
                            ((), "Usage: mlpipe")):
            out, err = self.call(*words, code=2)
            self.assertEqual(out, "")
            self.assertIn(said, err)

    def test_the_page_of_commands_has_every_command_and_option(self):
        page = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "commands.md")
        with open(page, encoding="utf-8") as file:
            sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", file.read(), re.M | re.S))
        commands = re.findall(r"^  (\w+) ", self.out("--help").split("Subcommands:")[1], re.M)
        self.assertGreater(len(commands), 10)
        for command in commands:
            self.assertIn(command, sections)
            for option in re.findall(r"^  (?:-\w,)?(--[\w-]+)", self.out(command, "--help"), re.M):
                if option not in ("--help", "--file"):
                    self.assertIn(option, sections[command], command)

    def test_options_that_repeat_take_one_word_each(self):
        self.numbers()
        run = self.json("run", "-S", "prepare.order=a", "prepare", "--force-stage", "prepare", "notify")
        self.assertEqual([e["stage"] for e in run["executions"]], ["prepare", "largest", "notify"])
        self.assertEqual(self.read("params.yaml"), "prepare:\n  order: a\n")

    def test_a_dry_run_does_not_pretend_to_know_another_parameter(self):
        self.numbers()
        self.call("run", "--dry-run", "-S", "prepare.order=a", code=2)
        self.assertEqual(self.read("params.yaml"), "prepare:\n  order: ascending\n")

    def test_an_interrupt_ends_a_question_at_once(self):
        self.numbers()
        with open(self.path("numbers.txt"), "wb") as file:
            file.truncate(1 << 40)  # hours of hashing, and no space
        with subprocess.Popen([MLPIPE, "status"], cwd=self.root, env=self.environment, stdout=subprocess.PIPE) as asked:
            descriptors = f"/proc/{asked.pid}/fd"
            wait_until(lambda: any(os.path.basename(os.path.realpath(f"{descriptors}/{name}")) == "numbers.txt"
                                   for name in os.listdir(descriptors)), "it reads numbers.txt")
            asked.send_signal(signal.SIGINT)
            self.assertEqual(asked.wait(timeout=10), 130)

    def test_a_closed_pipe_is_no_error(self):
        self.numbers()
        self.call("run")
        done = subprocess.run(f"{MLPIPE} logs prepare | true; {MLPIPE} show --json | head -n 1", cwd=self.root,
                              shell=True, env=self.environment, capture_output=True, timeout=60, check=False)
        self.assertEqual((done.stdout, done.stderr), (b"{\n", b""))

if __name__ == "__main__":
    unittest.main()
