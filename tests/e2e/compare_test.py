"""States of a project beside each other: diff, params, metrics, plots."""
import csv
import io
import json
import os
import re
import unittest

import browser
from project import Project, main

PIPELINE = """\
    stages:
      train:
        cmd: sh train.sh
        deps: [train.sh, data]
        params: [train]
        outs: [model]
        metrics: [{eval.json: {cache: false}}]
        plots:
          - loss.csv: {x: epoch, y: [loss, val], title: Loss}
          - votes.json: {x: predicted, y: actual, template: confusion}
          - picture.svg
    """
# A cell that would end the script which holds it, were it not escaped.
HOSTILE = "</script><script>document.title=1</script>"
TRAIN = """\
    set -e
    lr=$(sed -n 's/.*lr: //p' params.yaml)
    cat data/* > model
    echo "{\\"auc\\": $lr, \\"loss\\": 0.5, \\"val\\": {\\"rmse\\": 2}}" > eval.json
    printf 'epoch,loss,val\\n0,%s,2\\n1,1,1\\n' $lr > loss.csv
    printf '[{"actual":"a","predicted":"b"},{"actual":"a","predicted":"HOSTILE"}]' > votes.json
    printf '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1" width="9" height="9"></svg>' > picture.svg
    """.replace("HOSTILE", HOSTILE)


class Compare(unittest.TestCase):
    def setUp(self):
        self.project = Project(self, git=True)
        self.project.pipeline(PIPELINE)
        self.project.write("train.sh", TRAIN)
        self.project.write("params.yaml", "train:\n  lr: 0.5\n")
        self.project.write(".gitignore", "/data/\n")
        self.project.write("data/a", "1\n")
        self.project.write("data/b", "2\n")

    def out(self, *arguments, **options):
        return self.project.call(*arguments, **options).out

    def json(self, *arguments):
        return json.loads(self.out(*arguments, "--json"))

    def two_runs(self):
        first = self.project.run()
        self.project.commit("first")
        self.project.write("data/b", "3\n")
        self.project.write("data/c", "4\n")
        self.project.remove("data/a")
        self.project.append("train.sh", "\n# a comment\n")
        second = self.project.run("-S", "train.lr=0.75")
        return first, second

    def test_two_runs_and_the_working_tree(self):
        first, second = self.two_runs()
        self.project.append("train.sh", "# another\n")
        self.project.write("eval.json", '{"auc": 0.25}')
        before = self.project.tree(state=False), self.project.git("for-each-ref").out
        runs = self.json("diff", first["id"], second["id"])
        # The first run told git to ignore its outputs, after its code was taken.
        self.assertEqual({one["path"]: (one["added"], one["removed"]) for one in runs["code"]},
                         {".gitignore": (4, 0), "params.yaml": (1, 1), "train.sh": (2, 0)})
        self.assertEqual(runs["parameters"],
                         [{"file": "params.yaml", "key": "train.lr", "before": 0.5, "after": 0.75}])
        self.assertEqual([(one["name"], one["change"], one["relative"], one["verdict"]) for one in runs["metrics"]],
                         [("eval.json:auc", 0.25, 0.5, "better")])
        data = {one["path"]: one for one in runs["data"]}
        self.assertEqual(set(data), {"data", "eval.json", "loss.csv", "model"})
        self.assertEqual(data["data"]["role"], "source")
        self.assertEqual({one["path"]: one["change"] for one in data["data"]["files"]},
                         {"a": "removed", "b": "changed", "c": "added"})
        self.assertEqual([one["field"] for one in runs["stages"][0]["changes"]],
                         ["parameter", "dependency", "dependency"])
        self.assertEqual((runs["environment"], runs["notes"]), ([], []))

        now = self.json("diff")
        self.assertEqual((now["from"]["name"], now["to"]["name"]), ("HEAD", "workspace"))
        self.assertEqual({one["path"]: one["added"] for one in now["code"]}, {"params.yaml": 1, "train.sh": 3})
        self.assertEqual([one["verdict"] for one in now["metrics"] if one["after"] is not None], ["worse"])
        self.assertEqual((self.project.tree(state=False), self.project.git("for-each-ref").out), before)

        text = self.out("diff", "HEAD", "latest")
        self.assertRegex(text, r"params\.yaml:train\.lr +0\.5 +0\.75")
        self.assertRegex(text, r"eval\.json:auc +0\.5 +0\.75 +\+0\.25 +\+50 % +better")
        self.assertIn("| params.yaml:train.lr | 0.5 | 0.75 |", self.out("diff", "HEAD", "latest", "--md"))
        self.assertEqual(self.out("diff", "HEAD", "latest", "--only", "params", "--stat"),
                         "parameters  1 parameter\n")
        self.project.call("diff", "no-such-thing", code=2)
        self.project.call("diff", "--only", "nonsense", code=2)

    def test_params_and_metrics(self):
        first, second = self.two_runs()
        self.assertEqual([one["after"] for one in self.json("params", "diff")["parameters"]], [0.75])
        self.assertEqual(self.json("params", "diff", "HEAD", "HEAD")["parameters"], [])
        self.assertEqual(len(self.json("params", "diff", "HEAD", "HEAD", "--all")["parameters"]), 1)
        shown = self.json("params", "show", "HEAD", second["id"], "train")
        self.assertEqual([one["parameters"][0]["value"] for one in shown["revisions"]], [0.5, 0.75])
        self.assertIn("| params.yaml:train.lr | 0.75 |", self.out("params", "show", "--md"))

        self.assertRegex(self.out("metrics", "show", "HEAD", "workspace", "eval.json:auc"),
                         r"metric +HEAD +workspace\neval\.json:auc +0\.5 +0\.75\n$")
        branches = self.json("metrics", "show", "--all-branches", "--targets", "auc")
        self.assertEqual([one["name"] for one in branches["revisions"]], ["workspace", "main"])
        self.assertEqual(self.json("metrics", "diff", "val")["metrics"], [])
        self.assertEqual([one["name"] for one in self.json("metrics", "diff", "--all", "val")["metrics"]],
                         ["eval.json:val.rmse"])
        error = self.project.call("metrics", "diff", "no-such-thing", code=2).err
        self.assertIn("neither a revision", error)

        history = self.json("metrics", "history", "auc")
        self.assertEqual([(one["run"], one["value"]) for one in history["values"]],
                         [(first["id"], 0.5), (second["id"], 0.75)])
        rows = list(csv.DictReader(io.StringIO(self.out("metrics", "history", "auc", "--csv"))))
        self.assertEqual([row["value"] for row in rows], ["0.5", "0.75"])
        self.assertRegex(self.out("metrics", "history", "auc"), r"0\.75 +█+ +best\n$")
        self.assertEqual(len(self.json("metrics", "history", "auc", "-n", "1")["values"]), 1)
        self.assertIn("did you mean", self.project.call("metrics", "history", "eval.json:auk", code=2).err)

    def test_specifications_of_plots(self):
        self.two_runs()
        found = self.json("plots", "diff")
        self.assertEqual(found["revisions"], ["HEAD", "workspace"])
        plots = {one["path"]: one for one in found["plots"]}
        rows = plots["loss.csv"]["spec"]["data"]["values"]
        self.assertEqual({(row["revision"], row["series"]) for row in rows},
                         {(revision, series) for revision in ("HEAD", "workspace") for series in ("loss", "val")})
        self.assertEqual([one["revision"] for one in plots["picture.svg"]["images"]], ["HEAD", "workspace"])
        self.assertEqual([one["path"] for one in self.json("plots", "show", "latest", "loss.csv")["plots"]],
                         ["loss.csv"])
        self.project.call("plots", "show", "no-such-plot", code=2)

    def page(self):
        """The path of a page of two states; skips the test where the program has no pages."""
        self.two_runs()
        result = self.project.call("plots", "show", "HEAD", "workspace", "-o", "page.html", code=None)
        if result.code != 0:
            self.assertIn("built without Vega", result.err)
            self.skipTest("built without Vega")
        self.assertEqual(result.out, self.project.at("page.html") + "\n")
        return self.project.at("page.html")

    def test_a_page_draws_its_plots_and_asks_nobody(self):
        page = self.page()
        text = self.project.read("page.html")
        self.assertNotIn(HOSTILE, text)
        self.assertNotRegex(text.split("<script>")[0], r"https?://")
        if browser.BROWSER is None:
            self.skipTest("chromium is not installed")
        for appearance in ([], ["--blink-settings=preferredColorScheme=0", "--window-size=400,800"]):
            elements, said = browser.look_at(self, page, *appearance)
            self.assertEqual(said, [])
            self.assertIn("data-drawn", dict(elements.tags)["html"])
            # Two columns of two states, and the cells of a matrix for each state.
            lines = [one for one in elements.tags if one[1].get("aria-roledescription") == "line mark"]
            self.assertEqual(len(lines), 4)
            cells = [one for one in elements.tags if one[1].get("aria-roledescription") == "rect mark"]
            self.assertEqual(len(cells), 4)
            images = [one[1] for one in elements.tags if one[0] == "img"]
            self.assertEqual(len(images), 2)
            self.assertTrue(all(one["src"].startswith("data:image/svg+xml;base64,") for one in images))
            self.assertIn(HOSTILE[:30], elements.text)  # Vega cuts long labels
            self.assertNotIn("cannot be drawn", elements.text)
            self.assertFalse(any("onload" in attributes for _, attributes in elements.tags))

    def test_the_page_of_commands_has_every_option_of_what_lies_below(self):
        page = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "commands.md")
        with open(page, encoding="utf-8") as file:
            sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", file.read(), re.M | re.S))
        for command, actions in {"params": ("show", "diff"), "metrics": ("show", "diff", "history"),
                                 "plots": ("show", "diff"),
                                 "model": ("register", "list", "show", "promote", "history", "at", "diff",
                                           "deprecate")}.items():
            for action in actions:
                for option in re.findall(r"^  (?:-\w,)?(--[\w-]+)", self.out(command, action, "--help"), re.M):
                    if option not in ("--help", "--file"):
                        self.assertIn(option, sections[command], f"{command} {action}")


if __name__ == "__main__":
    main()
