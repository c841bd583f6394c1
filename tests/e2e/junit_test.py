"""`run --junit`: what CI systems show of a run beside the tests."""
import os
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree

from project import PATIENCE_S, Project, main

XMLLINT = shutil.which("xmllint")
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "junit.xsd")
PIPELINE = """\
    name: flights & <others>
    stages:
      train:
        cmd: sh train.sh
        deps: [train.sh]
        outs: [model]
      evaluate:
        cmd: sh evaluate.sh
        deps: [model]
        metrics: [{eval.json: {cache: false}}]
        gates: [{metric: auc, min: 0.7}, {metric: auc, min: 0.99, severity: warn}]
      publish:
        cmd: echo published
        needs: [evaluate]
    """
# Nothing of it may stand in XML as it is.
HOSTILE = r"\000\001\033[31m\377 ]]></failure><&\357\277\277"


class JunitXml(unittest.TestCase):
    def setUp(self):
        self.project = Project(self)
        self.project.pipeline(PIPELINE)
        self.project.write("train.sh", "echo > model\n")
        self.measure(0.8)

    def measure(self, auc):
        self.project.write("evaluate.sh", f"echo '{{\"auc\": {auc}}}' > eval.json\n")

    def suites(self, *arguments, code=0):
        self.project.call("run", "--junit", "reports/junit.xml", *arguments, code=code)
        path = self.project.at("reports/junit.xml")
        if XMLLINT:
            done = subprocess.run([XMLLINT, "--nonet", "--noout", "--schema", SCHEMA, path], capture_output=True,
                                  text=True, timeout=PATIENCE_S)
            self.assertEqual(done.returncode, 0, done.stderr)
        suites = {}
        for suite in ElementTree.parse(path).getroot():
            cases = {case.get("name"): case[0].tag if len(case) else "passed" for case in suite.iter("testcase")}
            suites[suite.get("name")] = cases
            self.assertEqual(int(suite.get("tests")), len(cases))
            for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                self.assertEqual(int(suite.get(count)), list(cases.values()).count(tag))
        return suites, self.project.read("reports/junit.xml")

    def test_a_good_run_and_one_with_nothing_to_do(self):
        good, text = self.suites()
        self.assertEqual(good["stages"], {"train": "passed", "evaluate": "passed", "publish": "passed"})
        self.assertEqual(list(good["gates"].values()), ["passed", "passed"])
        self.assertIn("<system-out>warning: evaluate: eval.json:auc min 0.99: auc 0.8 &lt; 0.99", text)
        unchanged, _ = self.suites("evaluate")
        self.assertEqual(unchanged["stages"], {"train": "skipped", "evaluate": "skipped"})
        self.assertEqual(list(unchanged["gates"].values()), ["passed", "passed"])

    def test_a_gate_that_fails(self):
        self.measure(0.6)
        failed, text = self.suites(code=3)
        self.assertEqual(failed["stages"], {"train": "passed", "evaluate": "passed", "publish": "skipped"})
        self.assertEqual(failed["gates"]["evaluate: eval.json:auc min 0.7"], "failure")
        self.assertIn('<failure type="fail" message="auc 0.6 &lt; 0.7"/>', text)

    def test_what_a_failed_stage_wrote(self):
        self.project.write("train.sh", f"printf '{HOSTILE}\\n'; exit 7\n")
        failed, text = self.suites(code=1)
        self.assertEqual(failed["stages"], {"train": "failure", "evaluate": "skipped", "publish": "skipped"})
        self.assertIn("\\x00\\x01\\xff ]]&gt;&lt;/failure&gt;&lt;&amp;\\u{ffff}\n</failure>", text)

    def test_no_file_of_an_earlier_run_is_left_where_a_run_breaks_off(self):
        self.suites()
        self.project.edit("pipeline.yaml", "needs: [evaluate]", "needs: [nobody]")
        self.project.call("run", "--junit", "reports/junit.xml", code=2)
        self.assertFalse(self.project.exists("reports/junit.xml"))

    def test_a_place_where_nothing_can_be_written(self):
        self.project.write("reports", "a file\n")
        self.assertIn("reports", self.project.call("run", "--junit", "reports/junit.xml", code=1).err)


if __name__ == "__main__":
    main()
