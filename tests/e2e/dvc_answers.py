"""What DVC and mlpipe answer, as one shape each: what changed, with the value before and after."""
import json
import re

from dvc_support import DvcCase, Twins

# How `mlpipe status` tells of outputs that are not as recorded.
OUTPUT = re.compile(r"output (.+?) (?:is missing|was modified)")


class DvcAnswers:
    def __init__(self, twins):
        self.ask = lambda *words: json.loads(twins.run_dvc(*words, "--json").out)

    def status(self):
        """By stage what has changed. Outputs are left out where inputs have changed: they are made anew anyway."""
        found = {}
        for stage, entries in self.ask("status").items():
            changes, outputs = set(), set()
            for entry in entries:
                if isinstance(entry, str):
                    changes.add(entry.removeprefix("changed "))
                    continue
                changes.update(self.of_inputs(entry.get("changed deps", {})))
                outputs.update("output " + path for path in entry.get("changed outs", {}))
            found[stage] = sorted(changes or outputs)
        return found

    @staticmethod
    def of_inputs(entry):
        """Parameters come as a map by key, those of a file that is new as a word like dependencies."""
        return {("parameters of " if isinstance(what, dict) else "dependency ") + path for path, what in entry.items()}

    def differences(self, command, *revisions):
        """By file and key (before, after), of `params diff` and `metrics diff`. Lists are texts in it."""
        return self.of_files(self.ask(command, "diff", *(["--deps"] if command == "params" else []), *revisions))

    def all_parameters(self, *revisions):
        """Also those of files that the top level names, and of params.yaml."""
        return self.of_files(self.ask("params", "diff", *revisions))

    @staticmethod
    def of_files(document):
        return {(path, key): (one.get("old"), one.get("new")) for path, keys in document.items()
                for key, one in keys.items()}

    def metrics(self):
        """By file and key the value in the working tree."""
        (here,) = self.ask("metrics", "show").values()
        return {(path, key): value for path, file in here["data"].items()
                for key, value in leaves(file.get("data", {}))}

    def plots(self, command, *revisions):
        """By path and revision the points, as texts, or that it is an image."""
        found = {}
        for path, drawings in self.ask("plots", command, *revisions)["data"].items():
            for drawing in drawings:
                if drawing["type"] == "image":
                    found.update({(path, revision): ["image"] for revision in drawing["revisions"]})
                    continue
                content = drawing["content"]
                x, y = (axis_of(content, axis) for axis in ("x", "y"))
                for row in content["data"]["values"]:
                    points = found.setdefault((path, row["rev"]), [])
                    points.append((as_text(row[x]), as_text(row[y])))
        return found


class MlpipeAnswers:
    def __init__(self, twins):
        self.ask = lambda *words: json.loads(twins.run_mlpipe(*words, "--json").out)

    def status(self):
        """Of all files, as DVC's is."""
        found = {}
        for one in self.ask("status", "-P")["stages"]:
            changes = self.changes_of(one["stage"])
            outputs = ["output " + path for path in OUTPUT.findall(one["reason"])]
            if one["reason"].startswith("runs always"):
                changes.append("always changed")
            if changes or outputs:
                found[one["stage"]] = sorted(set(changes or outputs))
        return found

    def changes_of(self, stage):
        names = []
        for change in self.ask("why", stage)["changes"]:
            if change["field"] == "parameter":
                names.append("parameters of " + change["name"].split(":")[0])
            else:
                names.append((change["field"] + " " + change["name"]).strip())
        return names

    def differences(self, command, *revisions):
        document = self.ask(command, "diff", *revisions)
        if command == "params":
            return {(one["file"], one["key"]): tuple(str(value) if isinstance(value, list) else value
                                                     for value in (one["before"], one["after"]))
                    for one in document["parameters"]}
        return {tuple(one["name"].split(":", 1)): (one["before"], one["after"]) for one in document["metrics"]}

    def all_parameters(self, *revisions):
        return self.differences("params", *revisions)

    def metrics(self):
        (here,) = self.ask("metrics", "show")["revisions"]
        return {tuple(one["name"].split(":", 1)): one["value"] for one in here["metrics"]}

    def plots(self, command, *revisions):
        found = {}
        for plot in self.ask("plots", command, *revisions)["plots"]:
            found.update({(plot["path"], image["revision"]): ["image"] for image in plot["images"]})
            for row in plot["spec"]["data"]["values"] if plot["spec"] else []:
                points = found.setdefault((plot["path"], row["revision"]), [])
                points.append((as_text(row["x"]), as_text(row["y"])))
        return found


class AnswersCase(DvcCase):
    """A project, `files`, that is asked about."""
    maxDiff = None

    def setUp(self):
        self.twins = Twins(self, self.files)
        self.dvc, self.mlpipe = DvcAnswers(self.twins), MlpipeAnswers(self.twins)

    def same(self, question, *words):
        """Both answer alike; what they answer."""
        theirs = getattr(self.dvc, question)(*words)
        self.assertEqual(getattr(self.mlpipe, question)(*words), theirs, (question, *words))
        return theirs

    def run_both(self, *targets):
        for done in (self.twins.run_dvc("repro", *targets), self.twins.run_mlpipe("run", *targets)):
            self.assertEqual(done.code, 0, done)

    def commit(self):
        self.twins.change(lambda project: project.commit())


def leaves(values, above=""):
    """The values in maps of maps, each with its dotted key."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{key}.")
        else:
            yield above + key, value


def axis_of(content, axis):
    """The column that DVC's specification draws along this axis, wherever in it that is said."""
    if isinstance(content, list):
        return next(filter(None, (axis_of(part, axis) for part in content)), None)
    if not isinstance(content, dict):
        return None
    field = content.get("encoding", {}).get(axis, {}).get("field")
    return field or axis_of([part for part in content.values() if isinstance(part, (dict, list))], axis)


def as_text(value):
    """Numbers as numbers, for DVC leaves those of tables as they are written."""
    try:
        return repr(float(value))
    except ValueError:
        return value
