"""The report of a run: a page that a browser opens without a word, and Markdown for a pull request."""
import re
import signal
import unittest

import browser
from project import Project, main, wait_until

PIPELINE = """\
    name: flights
    stages:
      prepare:
        cmd: cp raw.csv data.csv
        deps: [raw.csv]
        outs: [data.csv]
      train:
        cmd: sh train.sh
        deps: [train.sh, data.csv]
        params: [lr]
        outs: [model]
      evaluate:
        cmd: sh evaluate.sh
        deps: [evaluate.sh, model]
        metrics: [{eval.json: {cache: false}}]
        plots: [{roc.csv: {x: fpr, y: tpr}}]
        gates: [{metric: auc, min: 0.7}]
      publish:
        cmd: echo published
        deps: [model]
        needs: [evaluate]
    """
# What would end the element that holds it, and steer a terminal.
HOSTILE = "</script></pre><script>document.title=1</script>"
TRAIN = f"""\
    echo '{HOSTILE}'
    printf '\\033[31mred\\033[0m \\377\\n'
    sed -n 's/lr: //p' params.yaml > model
    """
EVALUATE = """\
    echo "{\\"auc\\": $(cat model), \\"rows\\": 3}" > eval.json
    printf 'fpr,tpr\\n0,0\\n1,%s\\n' $(cat model) > roc.csv
    """
DARK = "--blink-settings=preferredColorScheme=0"
# What is measured in a copy of the page that may run it, within a frame: windows are never as narrow as a telephone.
MEASURE = """<script>
const root = document.documentElement;
addEventListener("hashchange", () => parent.postMessage({
  width: innerWidth, overflow: root.scrollWidth - root.clientWidth,
  revealed: document.getElementById("stage-1").closest("details").open,
}, "*"));
location.hash = "stage-1";
</script>"""
FRAME = """<!doctype html><html><body><iframe src="page.html" width="%d" height="800" style="border: 0"></iframe><script>
addEventListener("message", (event) => Object.assign(document.documentElement.dataset, event.data));
</script></body></html>"""


class Report(unittest.TestCase):
    def setUp(self):
        self.project = Project(self, git=True)
        self.project.pipeline(PIPELINE)
        self.project.write("train.sh", TRAIN)
        self.project.write("evaluate.sh", EVALUATE)
        self.project.write("raw.csv", "1\n")
        self.set_rate("0.9")
        self.project.commit("begin")

    def set_rate(self, rate):
        self.project.write("params.yaml", f"lr: {rate}\n")

    def report(self, *arguments):
        self.assertEqual(self.project.call("report", *arguments).out, self.project.at(".mlpipe/report.html") + "\n")
        return self.project.read(".mlpipe/report.html")

    def elements(self, page, *flags):
        """Of the page as a browser has it; skips the test where there is none."""
        self.assertNotIn(HOSTILE, page)
        self.assertNotRegex(page.split("<script>")[0], r"https?://")
        if browser.BROWSER is None:
            self.skipTest("chromium is not installed")
        elements, said = browser.look_at(self, self.project.at(".mlpipe/report.html"), *flags)
        self.assertEqual(said, [])
        ids = [attributes["id"] for _, attributes in elements.tags if "id" in attributes]
        self.assertEqual(len(ids), len(set(ids)))
        for _, attributes in elements.tags:
            if re.match("#.", attributes.get("href", "")):
                self.assertIn(attributes["href"][1:], ids)
        return elements

    def test_a_worse_model(self):
        first = self.project.run()
        self.set_rate("0.6")
        self.project.run(code=3)
        page = self.report()
        for appearance in ([], [DARK, "--window-size=390,800"]):
            elements = self.elements(page, *appearance)
            self.assertIn("The gate of evaluate failed: auc 0.6 < 0.7, and 1 stage could not follow; the model is worse "
                          "than the previous run (auc 0.6, was 0.9).", elements.text)
            self.assertIn(first["id"], elements.text)
            self.assertIn("-0.3 (-33.3 %) worse", elements.text)
            self.assertIn(HOSTILE + "\nred \\xff\n", elements.text)
            self.assertEqual(sum("node" in attributes.get("class", "").split() for _, attributes in elements.tags), 4)
            self.assertEqual(sum(attributes.get("class") == "timeline" for _, attributes in elements.tags), 1)
            for tag, attributes in elements.tags:
                if tag == "th":
                    self.assertIn(attributes["scope"], ("row", "col"))
        if "data-drawn" in dict(elements.tags)["html"]:
            lines = [one for one in elements.tags if one[1].get("aria-roledescription") == "line mark"]
            self.assertEqual(len(lines), 2)
        else:
            self.assertIn("built without Vega", elements.text)

        markdown = self.project.call("report", "--md").out
        self.assertTrue(markdown.startswith("### ❌ flights\n\n**The gate of evaluate failed: auc 0.6 \\< 0.7"), markdown)
        self.assertIn("| eval.json:auc | 0.6 | 0.9 | -0.3 (-33.3 %) worse |", markdown)
        self.assertIn("```mermaid\n", markdown)
        document = self.project.call("report", "--json").json()
        self.assertEqual(document["verdict"], "The gate of evaluate failed: auc 0.6 < 0.7, and 1 stage could not follow; "
                         "the model is worse than the previous run (auc 0.6, was 0.9).")
        self.assertEqual([(one["name"], len(one["difference"]["metrics"])) for one in document["compared"]],
                         [("the previous run", 2)])
        self.project.call("report", first["id"], "--md", "-o", "first.md")
        self.assertTrue(self.project.read("first.md").startswith("### ✅ flights\n\n**The run succeeded: 4 ran.**"))

    def test_a_telephone_has_room_for_it_and_links_open_what_they_lead_to(self):
        self.project.run()
        page = self.report()
        page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        self.project.write("page.html", MEASURE.join(page.rsplit("</body>", 1)))
        if browser.BROWSER is None:
            self.skipTest("chromium is not installed")
        for width in (390, 1200):
            self.project.write("frame.html", FRAME % width)
            elements, said = browser.look_at(self, self.project.at("frame.html"), "--window-size=1300,900")
            self.assertEqual(said, [])
            root = dict(elements.tags)["html"]
            self.assertEqual((root["data-width"], root["data-overflow"], root["data-revealed"]),
                             (str(width), "0", "true"))

    def test_runs_that_did_not_end_well(self):
        self.project.append("train.sh", "echo gave up >&2; exit 137\n")
        failed = self.project.run(code=1)
        elements = self.elements(self.report())
        self.assertIn("Stage train failed: the command exited with 137", elements.text)
        self.assertIn("gave up\n", elements.text)

        self.project.write("train.sh", "touch started; sleep 600\n")
        process = self.project.start("run")
        wait_until(lambda: self.project.exists("started"), "train has started")
        self.assertIn("The run is not over: it is at train.", self.elements(self.report()).text)
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.project.finish(process).code, 130)
        self.assertIn("The run was interrupted at train.", self.elements(self.report()).text)
        self.assertIn(failed["id"], self.elements(self.report(failed["id"])).text)

    def test_a_run_with_nothing_to_do_and_one_that_git_alone_knows(self):
        run = self.project.run()
        self.project.run("--name", "again")
        self.assertIn("Everything was up to date; the model is as good as the previous run.",
                      self.elements(self.report()).text)
        self.project.remove(".mlpipe")
        self.assertIn("there is no run yet", self.project.call("report", code=2).err)
        self.assertIn("is no run, and no commit that a run made", self.project.call("report", "HEAD", code=2).err)
        text = self.elements(self.report(run["commit"], "--against", "HEAD")).text
        self.assertIn("The run succeeded: 4 ran.", text)
        self.assertIn(run["id"], text)

    def test_what_a_stage_measured_is_told_kept_and_drawn(self):
        self.project.write("train.sh", """\
            grep -o '"lr":[0-9.]*' "$MLPIPE_PARAMS" | cut -d: -f2 > model
            for step in 0 1 2 3; do echo "{\\"loss\\": $((9 - step)), \\"step\\": $step}" >> "$MLPIPE_METRICS"; done
            echo loss: 3 >> "$MLPIPE_METRICS"
            """)
        text = self.project.call("run").text
        self.assertIn("warning: train: line 5 of its live metrics is no JSON", text)
        self.assertRegex(text, r"done +train +[^;]*; step 3, loss 6\n")
        run = self.project.call("show", "--json").json()
        self.assertEqual(run["executions"][2]["metrics"], {"eval.json:auc": 0.9, "eval.json:rows": 3})
        self.assertEqual(set(self.project.decisions().values()), {"skip"})
        elements = self.elements(self.report())
        self.assertIn("train: loss", elements.text)
        if "data-drawn" in dict(elements.tags)["html"]:
            lines = [one for one in elements.tags if one[1].get("aria-roledescription") == "line mark"]
            self.assertEqual(len(lines), 2)
        # A stage that is skipped has what was measured when its result was made.
        self.project.run("--name", "again")
        self.assertIn("train: loss", self.report())

        self.project.call("runs", "export", "runs.tar", run["id"])
        elsewhere = Project(self, git=True)
        elsewhere.call("runs", "import", self.project.at("runs.tar"))
        elsewhere.call("report", run["id"], "-o", "report.html")
        self.assertIn("train: loss", elsewhere.read("report.html"))
        self.project.remove(".mlpipe")
        self.assertIn("train: loss", self.report(run["commit"]))
        self.assertNotIn("live-metrics", self.project.call("diff", "HEAD", run["commit"]).out)


if __name__ == "__main__":
    main()
