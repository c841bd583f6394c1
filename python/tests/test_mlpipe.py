"""The helper for Python stages, within a stage and without mlpipe."""
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest
from unittest import mock

import mlpipe
from mlpipe import _plots


class InDirectory(unittest.TestCase):
    """In an empty directory, with these variables and no other ones of mlpipe's."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(directory.name)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MLPIPE_")}
        patch = mock.patch.dict(os.environ, clean, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    @staticmethod
    def write(name, text):
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)

    @staticmethod
    def read(name):
        with open(name, encoding="utf-8") as file:
            return file.read()


class Params(InDirectory):
    def test_within_a_stage_they_are_those_that_it_declares(self):
        self.write("handed.json", '{"params.yaml": {"train": {"lr": 0.1, "depth": 3}}, "a.json": [1]}')
        os.environ.update(MLPIPE_PARAMS="handed.json", MLPIPE_EXECUTION="r/train")
        self.write("params.yaml", "train: {lr: 7}\n")
        self.assertEqual(mlpipe.params(), {"train": {"lr": 0.1, "depth": 3}})
        self.assertEqual(mlpipe.params("a.json"), [1])
        with self.assertRaisesRegex(KeyError, "declares no parameter of b.json"):
            mlpipe.params("b.json")

    def test_a_stage_without_any_has_none(self):
        os.environ["MLPIPE_EXECUTION"] = "r/train"
        self.write("params.json", "{}")
        with self.assertRaisesRegex(KeyError, "declares no parameters"):
            mlpipe.params("params.json")

    def test_without_mlpipe_they_are_what_the_file_holds(self):
        self.write("params.json", '{"lr": 0.5}')
        self.assertEqual(mlpipe.params("params.json"), {"lr": 0.5})
        self.write("params.yaml", "lr: 0.5\n")
        with mock.patch.dict(sys.modules, yaml=None):
            with self.assertRaisesRegex(ImportError, "PyYAML is needed to read params.yaml"):
                mlpipe.params()
        with self.assertRaisesRegex(ValueError, "settings.py is a module: import it"):
            mlpipe.params("settings.py")
        with self.assertRaises(FileNotFoundError):
            mlpipe.params("absent.json")


class Metrics(InDirectory):
    def lines(self):
        return [json.loads(line) for line in self.read("m.jsonl").splitlines()]

    def test_each_is_a_line(self):
        os.environ["MLPIPE_METRICS"] = "m.jsonl"
        mlpipe.log_metric("loss", 0.5)
        mlpipe.log_metric("loss", 1, step=3)
        mlpipe.log_metrics({"auc": True, "rows": 10**20}, step=4)
        self.assertEqual(self.lines(), [{"loss": 0.5}, {"loss": 1, "step": 3}, {"auc": 1, "rows": 10**20, "step": 4}])

    def test_what_is_no_finite_number_is_none(self):
        os.environ["MLPIPE_METRICS"] = "m.jsonl"

        class Tensor:
            def __float__(self):
                return 0.25

        mlpipe.log_metrics({"nan": float("nan"), "inf": float("inf"), "tensor": Tensor()})
        self.assertEqual(self.lines(), [{"nan": None, "inf": None, "tensor": 0.25}])
        with self.assertRaises(ValueError):
            mlpipe.log_metric("loss", "low")
        with self.assertRaises(ValueError):
            mlpipe.log_metric("step", 1)

    def test_threads_do_not_tear_lines(self):
        os.environ["MLPIPE_METRICS"] = "m.jsonl"
        threads = [threading.Thread(target=lambda: [mlpipe.log_metric("n" * 100, i) for i in range(200)])
                   for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(self.lines()), 800)

    def test_without_mlpipe_they_go_nowhere(self):
        mlpipe.log_metric("loss", 0.5)
        self.assertEqual(os.listdir(), [])
        with self.assertRaises(ValueError):  # what is wrong is wrong there too
            mlpipe.log_metric("loss", "low")


class Plots(InDirectory):
    def setUp(self):
        super().setUp()
        self.addCleanup(_plots._columns.clear)

    def test_rows_of_a_file_that_begins_anew(self):
        os.mkdir("plots")
        self.write("plots/loss.csv", "of another run\n")
        mlpipe.log_plot("plots/loss.csv", epoch=0, loss=0.5)
        mlpipe.log_plot("plots/loss.csv", loss=0.25, epoch=1)
        self.assertEqual(self.read("plots/loss.csv"), "epoch,loss\n0,0.5\n1,0.25\n")
        mlpipe.log_plot("new/table.tsv", a="x,y", b='"')
        self.assertEqual(self.read("new/table.tsv"), 'a\tb\nx,y\t""""\n')

    def test_columns_stay_what_they_are(self):
        mlpipe.log_plot("p.csv", a=1)
        for wrong in ({"b": 1}, {"a": 1, "b": 2}):
            with self.assertRaisesRegex(ValueError, "the columns of p.csv are a, not "):
                mlpipe.log_plot("p.csv", **wrong)
        with self.assertRaises(ValueError):
            mlpipe.log_plot("p.csv")
        with self.assertRaises(ValueError):
            mlpipe.log_plot("p.png", a=1)


class Package(unittest.TestCase):
    def test_it_needs_nothing_but_python(self):
        code = "import sys; sys.path[:0] = sys.argv[1:]; import mlpipe; print(mlpipe.__all__)"
        source = os.path.dirname(os.path.dirname(mlpipe.__file__))
        done = subprocess.run([sys.executable, "-I", "-S", "-c", code, source], capture_output=True, text=True, check=True)
        self.assertIn("log_metric", done.stdout)


if __name__ == "__main__":
    unittest.main()
