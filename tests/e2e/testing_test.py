#!/usr/bin/env python3
"""`mlpipe test`: the pipeline itself under test."""
import os
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from project import Project, main, remove_tree, wait_until  # noqa: E402

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")

PIPELINE = """
    name: demo
    stages:
      fetch:
        cmd: echo "the network is not there" && exit 7
        outs: [data/raw.txt]
      prepare:
        cmd: head -n $(tr -dc 0-9 < params.yaml) data/raw.txt > clean.txt && cat extra.txt >> clean.txt
        deps: [data/raw.txt, extra.txt]
        params: [count]
        outs: [clean.txt]
      train:
        cmd: . ./train.sh
        deps: [train.sh, clean.txt]
        outs: [model]
        metrics: [{metrics.json: {cache: false}}]
        gates:
          - {metric: rows, min: 3}
          - {metric: rows, baseline: production, max_drop: 1, direction: higher}
      deploy:
        cmd: echo deployed >> "$DEPLOYED"
        deps: [model]
        needs: [train]
    """

TRAIN = """
    cp clean.txt model
    printf '{"rows": %s, "replay": %s}' $(wc -l < clean.txt) ${MLPIPE_REPLAY:-0} > metrics.json
    """


class Testing(unittest.TestCase):
    def demo(self, git=True):
        project = Project(self, git=git)
        project.pipeline(PIPELINE)
        project.write("train.sh", TRAIN)
        project.write("params.yaml", "# how many\ncount: 100\n")
        project.write("extra.txt", "not tracked, and large perhaps\n")
        project.write("tests/params.yaml", "count: 2\n")
        project.write("tests/data/data/raw.txt", "1\n2\n3\n4\n")
        project.write("tests/test_code.py", "# a unit test\n")
        if git:
            project.write(".gitignore", "/extra.txt\n/data/\n/model\n/clean.txt\n")
            project.commit("the beginning")
        # Where clean directories are made, to see that none is left.
        self.scratch = tempfile.mkdtemp(prefix="mlpipe-e2e-")
        self.addCleanup(remove_tree, self.scratch)
        self.environment = {"TMPDIR": self.scratch, "DEPLOYED": project.at("deployed")}
        return project

    def call(self, project, *arguments, **options):
        return project.call("test", *arguments, env=self.environment, **options)

    def report(self, project, *arguments, **options):
        result = self.call(project, "--json", *arguments, **options)
        report = result.json()
        report["stages"] = {one["stage"]: one["status"] for one in report["run"]["executions"]}
        report["text"] = result.err
        return report

    def test_it_runs_on_the_data_and_parameters_of_the_tests_and_leaves_the_project_as_it_is(self):
        for git in (True, False):
            with self.subTest(git=git):
                project = self.demo(git)
                before = project.tree()
                references = project.git("for-each-ref").out
                report = self.report(project)
                self.assertEqual(report["stages"],
                                 {"fetch": "skipped", "prepare": "ran", "train": "ran", "deploy": "held"})
                self.assertEqual([gate["verdict"] for gate in report["run"]["gates"]], ["pass"])
                self.assertEqual(report["run"]["gates"][0]["value"], 3)
                self.assertEqual(report["not_judged"], ["train: rows"])
                self.assertEqual(report["parameters"], ["params.yaml:count"])
                self.assertEqual(report["data"], [{"path": "data/raw.txt", "stage": "fetch"}])
                self.assertIsNone(report["directory"])
                self.assertEqual(project.tree(), before)
                self.assertEqual(project.git("for-each-ref").out, references)
                self.assertEqual(os.listdir(self.scratch), [])

    def test_it_tests_what_stands_there_now_committed_or_not(self):
        project = self.demo()
        project.write("lib.sh", "exit 5\n")
        project.append("train.sh", ". ./lib.sh\n")
        result = self.call(project, code=1)
        self.assertIn("train failed: the command exited with 5", result.out)
        self.assertNotIn("log:", result.out)
        self.assertNotIn("what is done stays done", result.out)
        self.assertEqual(os.listdir(self.scratch), [])

    def test_a_project_with_results_is_tested_from_the_first_stage_all_the_same(self):
        project = self.demo()
        project.write("data/raw.txt", "1\n")
        project.call("accept", "fetch", "--why", "by hand", code=None)
        project.write("pipeline.yaml", project.read("pipeline.yaml").replace("exit 7", "echo 1 > data/raw.txt"))
        project.edit("pipeline.yaml", "min: 3", "min: 1")
        project.call("run", env=self.environment)
        project.remove("deployed")
        before = project.tree()
        self.assertEqual(self.report(project)["stages"],
                         {"fetch": "skipped", "prepare": "ran", "train": "ran", "deploy": "held"})
        self.assertEqual(project.tree(), before)

    def test_a_gate_is_an_assertion(self):
        project = self.demo()
        project.write("tests/params.yaml", "count: 1\n")
        result = self.call(project, code=3)
        self.assertIn("gate of train failed: rows 2 < 3", result.out)
        self.assertIn("1 gate against a baseline not judged", result.out)
        self.assertEqual(self.report(project, "prepare")["stages"], {"fetch": "skipped", "prepare": "ran"})

    def test_an_undeclared_dependency_is_found(self):
        project = self.demo()
        project.edit("pipeline.yaml", "[data/raw.txt, extra.txt]", "[data/raw.txt]")
        result = self.call(project, code=1)
        self.assertIn("extra.txt", result.out)

    def test_what_is_misspelt_would_test_nothing_and_is_an_error(self):
        project = self.demo()
        project.write("tests/params.yaml", "coutn: 2\n")
        project.write("tests/data/data/row.txt", "")
        result = self.call(project, code=2)
        self.assertIn("tests/params.yaml:1:1: 'coutn' is no parameter of params.yaml (did you mean 'count'?)",
                      result.err)
        self.assertIn("tests/data/data/row.txt: stands in for nothing", result.err)
        self.assertEqual(os.listdir(self.scratch), [])

    def test_keep_leaves_the_directory_and_says_where_it_and_its_logs_are(self):
        project = self.demo()
        project.write("train.sh", "echo no; exit 1\n")
        result = self.call(project, "--keep", code=1)
        kept = result.out.split("kept: ")[1].split("\n")[0]
        self.assertTrue(kept.startswith(self.scratch), kept)
        self.assertEqual(os.path.basename(kept), os.path.basename(project.path))
        log = result.out.split("log: ")[1].split("\n")[0]
        self.assertTrue(log.startswith(kept) and os.path.exists(log), log)
        self.assertEqual(Project(self, directory=kept).read("clean.txt"), "1\n2\nnot tracked, and large perhaps\n")

    def test_without_tests_it_runs_on_the_whole_and_says_so(self):
        project = self.demo()
        project.edit("pipeline.yaml", 'echo "the network is not there" && exit 7', "seq 5 > data/raw.txt")
        shutil.rmtree(project.at("tests"))
        result = self.call(project)
        self.assertIn("there is no 'tests'", result.out)
        self.assertIn("3 ran, 1 held", result.out)
        self.assertIn("no folder", self.call(project, "--tests", "elsewhere", code=2).err)

    def test_another_folder_of_tests_and_a_pipeline_in_a_folder_below(self):
        project = self.demo()
        os.makedirs(project.at("models"))
        for name in ("pipeline.yaml", "params.yaml", "train.sh", "extra.txt", "tests"):
            os.rename(project.at(name), project.at("models/" + name))
        os.rename(project.at("models/tests"), project.at("smoke"))
        link = self.scratch + "-link"
        os.symlink(project.path, link)
        self.addCleanup(os.unlink, link)
        report = self.report(project, "models/pipeline.yaml", "models/model", "--tests", "smoke", cwd=link)
        self.assertEqual(report["stages"], {"fetch": "skipped", "prepare": "ran", "train": "ran"})

    def test_an_interruption_leaves_nothing_behind(self):
        project = self.demo()
        project.write("train.sh", "touch \"$DEPLOYED.begun\"; sleep 600\n")
        process = project.start("test", env=self.environment)
        wait_until(lambda: project.exists("deployed.begun"), "train begins")
        process.send_signal(2)
        self.assertEqual(project.finish(process).code, 130)
        self.assertEqual(os.listdir(self.scratch), [])

    def test_no_command_changes_the_registry_from_within(self):
        project = self.demo()
        project.append("train.sh", f"{os.environ['MLPIPE']} model register demo model\n")
        result = self.call(project, code=1)
        self.assertIn("replay", result.out)


@unittest.skipUnless(os.path.exists(os.path.join(SOURCE, "build/demo/venv/bin/python")),
                     "scripts/demo has not made the Python environment")
class Flights(unittest.TestCase):
    def test_the_tests_of_the_flights_example_pass(self):
        project = Project(self)
        shutil.copytree(os.path.join(SOURCE, "pipelines/flights"), project.at("flights"))
        path = os.path.join(SOURCE, "build/demo/venv/bin") + ":" + os.path.dirname(os.environ["MLPIPE"])
        result = project.call("test", "flights/pipeline.yaml", "--json",
                              env={"PATH": path + ":" + os.environ["PATH"]})
        report = result.json()
        statuses = {one["stage"]: one["status"] for one in report["run"]["executions"]}
        self.assertEqual(statuses, {"ingest": "skipped", "ingest@newest": "skipped", "prepare": "ran", "train": "ran",
                                    "evaluate": "ran", "deploy": "held", "predict": "ran", "monitor": "ran"})
        self.assertEqual(len(report["not_judged"]), 2)


if __name__ == "__main__":
    main()
