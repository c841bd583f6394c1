"""mlpipe validate --resolved, held against DVC itself (dvc_oracle.py): the cases of dvc_cases/, and random projects.

MLPIPE_TEMPLATES: how many random projects; MLPIPE_SEED: the first seed; MLPIPE_LONG=1: many, from any seed.
MLPIPE_THEME: one file of dvc_cases/ instead of all.
"""
import glob
import json
import os
import random
import re
import subprocess
import tempfile
import unittest

import dvc_random
from project import Project, clean_environment, main, remove_tree
from random_project import setting

HERE = os.path.dirname(os.path.abspath(__file__))
# Its python has the packages of dvc-requirements.txt.
PYTHON = os.path.join(os.environ.get("DVC_ENVIRONMENT", ""), "bin", "python")
MISSING = "DVC, which scripts/test installs, is not there"
ORACLE_PATIENCE_S = 1800
THEME = os.environ.get("MLPIPE_THEME", "")

# What mlpipe says of each class of errors; the first that fits counts, and schema is the rest.
SAID = [
    ("key", r"there is no variable"),
    ("expression", r"cannot be read as a reference"),
    ("type", r"expected a single value|expected a list or a map"),
    ("load", r"the file of variables"),
    ("redefined", r"is already defined"),
    ("loaded", r"is loaded already"),
    ("reserved", r"is set by"),
    ("forbidden", r"is not resolved here"),
    ("yaml", r"stands twice|not valid (YAML|JSON|TOML|Python)|UTF-8|a key must be a scalar|a key is missing"
             r"|the tag '|'<<' expects|a second document|a control character"),
]
# DVC looks a stage up by its name, and does not find it. That the name is wrong is for us a matter of the schema.
SAME_CLASS = {"name": "schema"}
# Where DVC itself breaks down, any error will do.
ANY_CLASS = ("crash", "other")
OF_FILES = ("load", "redefined", "loaded", "reserved")


class Map(list):
    """The pairs of an object, in their order."""


def class_of(message):
    return next((name for name, said in SAID if re.search(said, message)), "schema")


def is_same(ours, theirs):
    """Whether two values are equal, with their types and the order of their keys."""
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, Map):
        return [key for key, _ in ours] == [key for key, _ in theirs] and all(
            is_same(one, other) for (_, one), (_, other) in zip(ours, theirs))
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(is_same, ours, theirs))
    # NaN is not even equal to itself.
    return repr(ours) == repr(theirs) if isinstance(ours, float) else ours == theirs


def path_at(answer, line, column):
    """The path of the key or value of the pipeline file that stands at a place or begins last before it."""
    before = [path for *at, path in answer["error"]["positions"] if at <= [line, column]]
    return [str(part) for part in before[-1]] if before else []


def has_place(answer, error):
    """Whether mlpipe's error stands at or below one of the places that DVC tells, as far as these are in the file."""
    wrong = answer["error"]
    if wrong["class"] in ANY_CLASS:
        return True
    error = {**error, "file": re.sub(r"^cases/\d+/", "", error["file"])}
    file = wrong.get("file", answer["file"])
    if file != answer["file"] or wrong["class"] == "yaml":
        return error["file"] == file
    if error["file"] != answer["file"]:
        # DVC knows no line of a file of variables; to name that file says more than to name who loads it.
        return error["file"] in answer["files"] and wrong["class"] in OF_FILES
    paths = [[str(part) for part in path] for _, _, path in wrong["positions"]]
    if wrong["aliases"] or any("<<" in path for path in paths):
        return True
    found = path_at(answer, error["line"], error["column"])
    for place in wrong["places"]:
        while place and place not in paths:
            place = place[:-1]
        if found[:len(place)] == place:
            return True
    return not wrong["places"]


def difference(answer, result):
    """What mlpipe answers otherwise than DVC; None where it does not."""
    try:
        ours = json.loads(result.out, object_pairs_hook=Map)
    except ValueError:
        return "no JSON"
    if "document" in answer:
        if result.code != 0:
            return "DVC takes it"
        ours = dict(ours)
        for name, theirs in dict(answer["document"]).items():
            # What stands beside the stages is resolved, but need not be shown.
            if (name == "stages" or name in ours) and not is_same(ours.get(name), theirs):
                return f"another document below '{name}'"
        return None
    if result.code != 2:
        return "DVC refuses it"
    errors = [dict(one) for one in dict(ours).get("errors", [])]
    if not errors:
        return "no error is told"
    said, wanted = class_of(errors[0]["message"]), answer["error"]["class"]
    if wanted not in ANY_CLASS and said not in (wanted, SAME_CLASS.get(wanted)):
        return f"an error of the class '{said}' for one of the class '{wanted}'"
    if not has_place(answer, errors[0]):
        return f"the error stands in {errors[0]['file']} at {path_at(answer, errors[0]['line'], errors[0]['column'])}"
    return None


def as_text(value, indent=None):
    def plain(one):
        if isinstance(one, Map):
            return {key: plain(inner) for key, inner in one}
        return [plain(inner) for inner in one] if isinstance(one, list) else one
    return json.dumps(plain(value), indent=indent, ensure_ascii=False)


def report(answer, result, said):
    files = "\n".join(f"--- {name}\n{text or ''}" for name, text in answer["files"].items())
    theirs = as_text(answer["document"], 1) if "document" in answer else "\n".join(
        f"{name}: {answer['error'][name]}" for name in ("class", "places", "message"))
    return f"{answer['theme']}: {answer['case']}: {said}\n{files}\n--- DVC\n{theirs}\n--- mlpipe {result}"


def read_answers(path):
    with open(path, encoding="utf-8") as file:
        answers = json.load(file, object_pairs_hook=Map)
    for one in map(dict, answers):
        one["files"] = dict(one["files"])
        if "error" in one:
            one["error"] = dict(one["error"])
        yield one


@unittest.skipUnless(os.path.exists(PYTHON), MISSING)
class TheSameAsDvc(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="mlpipe-e2e-")
        cls.addClassCleanup(remove_tree, cls.folder)
        generated = os.path.join(cls.folder, "random.json")
        first = setting("MLPIPE_SEED", 1, random.randrange(1 << 30))
        cases = dvc_random.cases(first, setting("MLPIPE_TEMPLATES", 100, 2000))
        with open(generated, "w", encoding="utf-8") as file:
            json.dump(cases, file)
        paths = [*sorted(glob.glob(os.path.join(HERE, "dvc_cases", (THEME or "*") + ".yaml"))), generated]
        # One process for all: to import DVC takes longer than to ask it a hundred times.
        done = subprocess.run([PYTHON, os.path.join(HERE, "dvc_oracle.py"), cls.folder, *paths], capture_output=True,
                              text=True, env=clean_environment(), timeout=ORACLE_PATIENCE_S)
        if done.returncode != 0:
            raise AssertionError(f"the oracle ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        cls.answers, cls.random = [], []
        for answer in read_answers(os.path.join(cls.folder, "answers.json")):
            (cls.random if answer["theme"] == "random" else cls.answers).append(answer)

    def ask(self, answer):
        project = Project(self, directory=answer["folder"])
        return project.call("validate", answer["file"], "--resolved", "--json", code=None)

    def compare(self, answer):
        result = self.ask(answer)
        said = difference(answer, result)
        if answer["differs"] and said is None:
            said = f"it differs no longer, although it should: {answer['differs']}"
        elif answer["differs"]:
            return
        if said is not None:
            self.fail(report(answer, result, said))

    def test_dvc_says_what_is_expected(self):
        for answer in self.answers + self.random:
            with self.subTest(theme=answer["theme"], case=answer["case"]):
                self.assertEqual(answer["expect"], "good" if "document" in answer else "bad", answer.get("error"))

    def test_each_case(self):
        for answer in self.answers:
            with self.subTest(theme=answer["theme"], case=answer["case"]):
                self.compare(answer)

    def test_random_projects(self):
        for answer in self.random:
            with self.subTest(case=answer["case"]):
                self.compare(answer)

    @unittest.skipIf(THEME, "one theme alone")
    def test_there_are_cases_of_each_class(self):
        self.assertGreater(len(self.answers), 250)
        classes = {answer["error"]["class"] for answer in self.answers if "error" in answer}
        self.assertEqual({name for name, _ in SAID} - classes, set())


if __name__ == "__main__":
    main()
