"""status, params diff, metrics and plots: mlpipe's answers against those of DVC on the same project."""
from dvc_answers import AnswersCase
from project import main

FILES = {
    "dvc.yaml": """\
        stages:
          measure:
            cmd: cp source/numbers.json numbers.json; cp source/more.yaml more.yaml
            deps: [source/numbers.json, source/more.yaml]
            params:
              - learn
              - layers
              - conf/model.json: [depth]
              - conf/whole.yaml:
            metrics:
              - numbers.json: {cache: false}
              - more.yaml
          draw:
            cmd: cp source/curve.csv curve.csv; cp source/votes.json votes.json; cp source/plain.tsv plain.tsv
            deps: [source/curve.csv, source/votes.json, source/plain.tsv]
            plots:
              - curve.csv: {x: step, y: loss}
              - votes.json: {x: predicted, y: actual, template: confusion}
              - plain.tsv: {cache: false}
          report:
            cmd: cat more.yaml curve.csv > report.txt
            deps: [more.yaml, curve.csv]
            params: [title]
            outs: [report.txt]
        """,
    "params.yaml": "learn: {rate: 0.1, name: adam, fast: true}\nlayers: [4, 2]\ntitle: first\nother: 1\n",
    "conf/model.json": '{"depth": 3, "width": 4}\n',
    "conf/whole.yaml": "a: 1\nb: {c: 2}\n",
    "source/numbers.json": '{"auc": 0.5, "by": {"north": {"f1": 0.25}}, "gone": 3}\n',
    "source/more.yaml": "loss: 2\ntime: 1.5\n",
    "source/curve.csv": "step,loss,acc\n0,3,0.5\n1,2,0.75\n",
    "source/votes.json": '[{"actual": "a", "predicted": "b"}, {"actual": "a", "predicted": "a"}]\n',
    "source/plain.tsv": "v\tw\n1\t2\n3\t4\n",
}

def other_parameters(project):
    project.write("params.yaml",
                  "learn: {rate: 0.2, name: sgd, more: [1]}\nlayers: [4, 3, 1]\ntitle: first\nother: 2\n")
    project.write("conf/model.json", '{"depth": 5, "width": 4}\n')
    project.write("conf/whole.yaml", "b: {c: 3}\nd: x\na: 1\n")


def other_sources(project):
    project.write("source/numbers.json", '{"auc": 0.75, "by": {"north": {"f1": 0.5}, "south": {"f1": 1}}}\n')
    project.write("source/curve.csv", "step,loss,acc\n0,3,0.5\n1,1.5,0.8\n2,1,0.9\n")
    project.write("source/votes.json", '[{"actual": "b", "predicted": "b"}]\n')


class SameAnswers(AnswersCase):
    files = FILES

    def setUp(self):
        super().setUp()
        self.run_both()
        self.commit()

    def test_status(self):
        self.assertEqual(self.same("status"), {})
        self.twins.change(other_parameters)
        self.twins.change(lambda project: project.write("source/curve.csv", "step,loss,acc\n"))
        self.assertEqual(self.same("status"), {
            "measure": ["parameters of conf/model.json", "parameters of conf/whole.yaml", "parameters of params.yaml"],
            "draw": ["dependency source/curve.csv"]})
        self.run_both()
        self.assertEqual(self.same("status"), {})
        self.twins.change(lambda project: project.remove("plain.tsv"))
        self.twins.change(lambda project: project.write("numbers.json", "{}\n"))
        self.twins.change(lambda project: project.edit("dvc.yaml", "cat more.yaml", "cat  more.yaml"))
        self.assertEqual(self.same("status"), {"measure": ["output numbers.json"], "draw": ["output plain.tsv"],
                                               "report": ["command"]})

    def test_status_of_a_stage_that_follows_from_one_that_would_run(self):
        self.twins.change(lambda project: project.edit("params.yaml", "title: first", "title: second"))
        self.twins.change(other_sources)
        self.assertEqual(self.same("status")["report"], ["parameters of params.yaml"])

    def test_parameters(self):
        self.assertEqual(self.same("differences", "params"), {})
        self.twins.change(other_parameters)
        now = self.same("differences", "params")
        self.assertEqual(now[("params.yaml", "learn.rate")], (0.1, 0.2))
        self.assertEqual(now[("params.yaml", "layers")], ("[4, 2]", "[4, 3, 1]"))
        self.assertEqual(now[("conf/whole.yaml", "d")], (None, "x"))
        self.assertNotIn(("params.yaml", "other"), now)
        self.run_both()
        self.commit()
        self.assertEqual(self.same("differences", "params"), {})
        self.assertEqual(self.same("differences", "params", "HEAD~1", "HEAD"), now)

    def test_metrics(self):
        self.assertEqual(self.same("differences", "metrics"), {})
        self.twins.change(other_sources)
        self.assertEqual(self.same("differences", "metrics"), {})
        self.run_both()
        now = self.same("differences", "metrics")
        self.assertEqual(now[("numbers.json", "by.south.f1")], (None, 1))
        self.assertEqual(now[("numbers.json", "gone")], (3, None))
        self.assertEqual(self.same("metrics")[("numbers.json", "by.south.f1")], 1)
        self.commit()
        self.assertEqual(self.same("differences", "metrics", "HEAD~1", "HEAD"), now)

    def test_plots(self):
        self.twins.change(other_sources)
        self.run_both()
        now = self.same("plots", "diff")
        self.assertEqual(now[("curve.csv", "HEAD")], [("0.0", "3.0"), ("1.0", "2.0")])
        self.assertEqual(now[("votes.json", "workspace")], [("b", "b")])
        self.assertEqual({path for path, _ in now}, {"curve.csv", "votes.json", "plain.tsv"})
        here = self.same("plots", "show")
        self.assertEqual(here, {key: points for key, points in now.items() if key[1] == "workspace"})
        self.commit()
        between = self.same("plots", "diff", "HEAD~1", "HEAD")
        self.assertEqual(between[("curve.csv", "HEAD")], now[("curve.csv", "workspace")])


class CommitsFromBeforeMlpipe(AnswersCase):
    files = FILES

    def setUp(self):
        super().setUp()
        self.twins.mlpipe = self.twins.dvc
        for change in (lambda project: None, other_parameters, other_sources):
            change(self.twins.dvc)
            self.assertEqual(self.twins.run_dvc("repro").code, 0)
            self.twins.dvc.commit()

    def test_parameters(self):
        self.assertNotEqual(self.same("differences", "params", "HEAD~2", "HEAD"), {})

    def test_metrics(self):
        self.assertNotEqual(self.same("differences", "metrics", "HEAD~1", "HEAD"), {})


if __name__ == "__main__":
    main()
