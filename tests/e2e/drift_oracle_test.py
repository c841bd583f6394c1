"""mlpipe drift --preset evidently, held against Evidently and SciPy themselves on generated tables (drift_oracle.py)."""
import json
import math
import os
import subprocess
import tempfile
import unittest

from project import Project, clean_environment, main, remove_tree

HERE = os.path.dirname(os.path.abspath(__file__))
# Its python has the packages of evidently-requirements.txt.
ENVIRONMENT = os.environ.get("EVIDENTLY_ENVIRONMENT", "")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")
RELATIVE = 1e-9
# What is left where they round a difference of equal numbers.
ABSOLUTE = 1e-15


@unittest.skipUnless(os.path.exists(PYTHON), "Evidently, which scripts/test installs, is not there")
class TheSameAsEvidently(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="mlpipe-e2e-")
        cls.addClassCleanup(remove_tree, cls.folder)
        # It would report to its makers that it is used.
        done = subprocess.run([PYTHON, os.path.join(HERE, "drift_oracle.py"), cls.folder], capture_output=True,
                              text=True, env=clean_environment(DO_NOT_TRACK="1"))
        if done.returncode != 0:
            raise AssertionError(f"the oracle ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        with open(os.path.join(cls.folder, "answers.json"), encoding="utf-8") as file:
            cls.answers = json.load(file)

    def drift(self, answer):
        project = Project(self, directory=os.path.join(self.folder, answer["case"]))
        words = ["--method", answer["method"]] if answer["method"] else []
        return project.call("drift", "reference.csv", "current.csv", "--preset", "evidently", "--json", "--exit-zero",
                            *words).json()

    def differences(self, answer, document):
        ours = {column["name"]: column for column in document["columns"]}
        found = []
        for name, theirs in answer["columns"].items():
            column = ours[name]
            same = (column["method"] == theirs["method"] and column["threshold"] == theirs["threshold"]
                    and (column["verdict"] == "drift") == theirs["drift"]
                    and is_near(column["score"], theirs["score"]))
            if not same:
                found.append((name, column, theirs))
        return found

    def test_each_score_and_verdict(self):
        compared = 0
        for answer in self.answers:
            with self.subTest(case=answer["case"], method=answer["method"]):
                document = self.drift(answer)
                self.assertEqual(self.differences(answer, document), [])
                compared += len(answer["columns"])
        self.assertGreater(compared, 250)

    def test_which_columns_are_compared_and_the_verdict_on_the_whole(self):
        for answer in self.answers:
            if answer["method"]:
                continue
            document = self.drift(answer)
            compared = {column["name"] for column in document["columns"] if column["method"] != "none"}
            self.assertEqual(compared, set(answer["columns"]))
            self.assertAlmostEqual(document["share"], answer["share"], delta=1e-12)
            self.assertEqual(document["drift"], answer["share"] >= 0.5)

    def test_all_methods_of_the_preset_came_up(self):
        chosen = {column["method"] for answer in self.answers if not answer["method"]
                  for column in answer["columns"].values()}
        self.assertEqual(chosen, {"ks", "chisquare", "z", "wasserstein", "jensenshannon"})


def is_near(ours, theirs):
    # SciPy has no p-value for the only category there is. To us it is as good a fit as can be.
    if math.isnan(theirs):
        return ours == 1
    return abs(ours - theirs) <= max(ABSOLUTE, RELATIVE * abs(theirs))


if __name__ == "__main__":
    main()
