"""The runner of GitHub Actions, as far as a step meets it: its variables, its files, and how it reads a log."""
import os
import re

COMMANDS = {"add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice",
            "save-state", "set-env", "set-output", "warning"}


class GithubRunner:
    """One step in the checkout at `workspace`; its files lie in `files`."""

    def __init__(self, workspace, files):
        self.output, self.summary = (os.path.join(files, name) for name in ("output", "summary.md"))
        for file in (self.output, self.summary):
            with open(file, "w", encoding="utf-8"):
                pass
        self.environment = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": workspace, "GITHUB_OUTPUT": self.output,
                            "GITHUB_STEP_SUMMARY": self.summary}

    def outputs(self):
        return assignments(self.output)

    def summary_text(self):
        return read(self.summary)


class Log:
    """What the runner makes of what a step has printed: `commands` that it obeys as (name, properties, message), groups by
    title with their lines, and all lines that it only shows."""

    def __init__(self, printed):
        self.commands, self.groups, self.text, self.tokens = [], {}, [], []
        token = group = None
        for line in re.split(r"\r\n|\n|\r", printed):
            name, properties, message = parse(line)
            if token is not None:
                if name == token:
                    token = None
                    continue
            elif name == "stop-commands":
                token = message
                self.tokens.append(token)
                continue
            elif name in COMMANDS:
                self.commands.append((name, properties, message))
                group = self.groups.setdefault(message, []) if name == "group" else None
                continue
            self.text.append(line)
            if group is not None:
                group.append(line)
        self.fenced_at_the_end = token is not None

    def annotations(self, name):
        return [(properties, message) for found, properties, message in self.commands if found == name]


def assignments(path):
    """A file of outputs or variables, read by the rules of the runner; a name that comes twice counts as it comes last."""
    lines, found = read(path).split("\n"), {}
    assert lines.pop() == ""
    while lines:
        line = lines.pop(0)
        here, equals = line.find("<<"), line.find("=")
        if here > 0 and (equals < 0 or here < equals):
            name, delimiter = line.split("<<", 1)
            value = lines[:lines.index(delimiter)]
            del lines[:len(value) + 1]
            found[name] = "\n".join(value)
        else:
            name, value = line.split("=", 1)
            found[name] = value
    return found


def parse(line):
    """The command in a line, obeyed or not: at its beginning, or, as it was written formerly, anywhere."""
    found = re.match(r"\s*::([^ :]+)(?: (.*?))?::(.*)$", line)
    if found:
        return found[1], properties_of(found[2] or "", ","), unescaped(found[3])
    found = re.search(r"##\[([^ \]]+)(?: (.*?))?\](.*)$", line)
    if found:
        return found[1], properties_of(found[2] or "", ";"), found[3]
    return None, {}, ""


def properties_of(text, between):
    pairs = (pair.split("=", 1) for pair in text.split(between) if "=" in pair)
    return {name: unescaped(value.replace("%3A", ":").replace("%2C", ",")) for name, value in pairs}


def unescaped(text):
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()
