"""docs/dvc.md: each command of mlpipe that the page names is there, with the options that it names."""
import os
import re
import shlex
import unittest

from project import Project, main

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "dvc.md")
GROUPS = {"params", "metrics", "plots", "runs", "remote", "model"}
OPTION = re.compile(r"--?[a-zA-Z][\w-]*")


def commands():
    """Each as its words, from `mlpipe ...` in the text and from blocks that are indented."""
    with open(PAGE, encoding="utf-8") as file:
        text = file.read()
    lines = re.findall(r"`(mlpipe [^`]+)`", text) + re.findall(r"^    (mlpipe .*)$", text, re.MULTILINE)
    return [shlex.split(line.split("&&")[0], comments=True)[1:] for line in lines]


class ThePage(unittest.TestCase):
    def test_commands_and_options_are_there(self):
        project = Project(self)
        found = commands()
        self.assertGreater(len(found), 50)
        for words in found:
            with self.subTest(" ".join(words)):
                deep = 2 if words[0] in GROUPS and len(words) > 1 and not words[1].startswith("-") else 1
                if deep == 2:
                    self.assertRegex(project.call(words[0], "--help").out, rf"(?m)^  {words[1]} ")
                command = [word for word in words[:deep] if not word.startswith("-")]
                text = project.call(*command, "--help").out
                for word in filter(OPTION.fullmatch, words):
                    self.assertRegex(text, rf"(?m)^\s+(?:-\w,\s*)?{re.escape(word)}\b")


if __name__ == "__main__":
    main()
