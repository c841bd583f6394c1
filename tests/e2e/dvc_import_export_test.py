"""Coming over from DVC, and going back: what was run there does not run here, and the other way round, with the real DVC.

DVC_ENVIRONMENT names a virtual environment that has it.
"""
import os
import unittest

from dvc_calls import UP_TO_DATE, DvcCase
from project import Project, main

DVC_PIPELINE = """\
# How we make the model.
vars:
  - folder: out

stages:
  # First of all.
  prepare:
    cmd: |
      echo prepare >> ran.log
      python3 prepare.py
    deps: [prepare.py, raw]  # both
    params:
      - prepare
    outs:
      - parts
  split:
    foreach:
      fr: 1
      de: 2
    do:
      cmd:
        - echo split ${key} >> ran.log
        - mkdir -p ${folder} && cat parts/* > ${folder}/${key}.txt
      deps:
        - parts   # all of them
      outs:
        - ${folder}/${key}.txt
  report:
    matrix:
      kind: [long, short]
    cmd: echo report >> ran.log; wc ${folder}/fr.txt > ${item.kind}.txt
    deps: ["${folder}/fr.txt"]
    outs:
      - ${item.kind}.txt:
          push: false
    meta:
      owner: us
      mlpipe:
        timeout: 1h   # ours
"""

OUR_PIPELINE = """\
# Of the file.
name: letters
env: {LETTER: a}
defaults:
  timeout: 1h
vars:
  - number: 1

stages:
  # First of all.
  prepare:
    # Two commands.
    cmd: |
      echo prepare >> ran.log
      x=${number}; echo ${prepare.word} $x > word.txt
    deps: [raw]   # data
    params: [prepare]
    outs: [word.txt]
  count:
    foreach: [c, m]
    do:
      # How many.
      cmd: echo count >> ran.log && wc -${item} word.txt > ${item}.txt
      deps: [word.txt]
      outs: [ "${item}.txt" ]
      resources: {cpu: 1}
  evaluate:
    cmd:
      - echo evaluate >> ran.log
      - |
        echo '{"auc": 0.5}' > auc.json
        test -s c.txt
    deps: [c.txt]
    needs: [count@m]
    metrics: [{auc.json: {cache: false}}]
    gates: [{metric: auc, min: 0.1}]
"""


class Import(DvcCase):
    def project(self, pipeline=DVC_PIPELINE):
        project = Project(self, git=True)
        with open(project.at("dvc.yaml"), "w", encoding="utf-8") as file:
            file.write(pipeline)
        project.write("prepare.py", "import shutil\nshutil.copytree('raw', 'parts', dirs_exist_ok=True)\n")
        project.write("raw/a", "1\n")
        project.write("raw/b", "2\n")
        project.write("raw/x.tmp", "not to be counted\n")
        project.write("params.yaml", "prepare: {seed: 7}\n")
        self.dvc(project, "init", "-q")
        project.append(".dvcignore", "*.tmp\n")
        project.append(".gitignore", "ran.log\n")
        project.commit()
        return project

    def test_what_dvc_has_run_does_not_run_again(self):
        project = self.project()
        self.dvc(project, "repro", "-q")
        ran = project.lines("ran.log")
        self.assertEqual(len(ran), 5)
        said = project.call("import", "dvc").out
        self.assertIn("5 stages up to date, taken over", said)
        self.assertIn("Left out, as a pipeline.yaml has no place for it: push (report)", said)
        self.assertIn(".mlpipeignore is written", said)
        self.assertIn("mlpipe run", said)
        self.assertEqual(set(project.statuses().values()), {"skipped"})
        self.assertEqual(project.lines("ran.log"), ran)
        project.call("verify")
        # What changes, and what follows from it.
        project.edit("params.yaml", "seed: 7", "seed: 8")
        self.assertEqual(project.statuses(), {"prepare": "ran", "split@fr": "skipped", "split@de": "skipped",
                                              "report@long": "skipped", "report@short": "skipped"})
        project.append("raw/a", "3\n")
        project.run()
        self.assertEqual(len(project.lines("ran.log")), 5 + 1 + 5)
        # The outputs are in our store.
        project.remove("out")
        project.remove(".dvc/cache")
        self.assertEqual(project.statuses()["split@fr"], "restored")

    def test_the_file_keeps_its_comments_and_templates(self):
        project = self.project()
        project.call("import", "dvc", env={"SHELL": "/bin/sh"})
        self.assertEqual(project.read("pipeline.yaml"), DVC_PIPELINE.replace("""\
    cmd: |
      echo prepare >> ran.log
      python3 prepare.py
""", """\
    cmd:
      - echo prepare >> ran.log
      - python3 prepare.py
""").replace("""\
    outs:
      - ${item.kind}.txt:
          push: false
    meta:
      owner: us
      mlpipe:
        timeout: 1h   # ours
""", """\
    outs:
      - ${item.kind}.txt: {}
    meta:
      owner: us
    timeout: 1h
""") + "defaults:\n  shell: sh -c\n")

    def test_outputs_that_are_in_dvcs_cache_alone(self):
        project = self.project()
        self.dvc(project, "repro", "-q")
        project.remove("parts")
        project.remove("out")
        self.assertIn("5 stages up to date, taken over", project.call("import", "dvc").out)
        self.assertEqual(project.statuses(), {"prepare": "restored", "split@fr": "restored", "split@de": "restored",
                                              "report@long": "skipped", "report@short": "skipped"})

    def test_what_nothing_vouches_for_runs(self):
        project = self.project()
        self.dvc(project, "repro", "-q")
        project.write("out/de.txt", "by hand\n")
        answer = project.call("import", "dvc", "--json").json()
        self.assertEqual(answer["out_of_date"], ["split@de"])
        self.assertEqual(project.statuses()["split@de"], "ran")

    def test_what_mlpipe_has_run_as_dvc_yaml_does_not_run_again_either(self):
        project = self.project()
        project.run("dvc.yaml")
        ran = project.lines("ran.log")
        self.assertIn("5 stages up to date, taken over", project.call("import", "dvc").out)
        self.assertEqual(set(project.statuses().values()), {"skipped"})
        self.assertEqual(project.lines("ran.log"), ran)

    def test_a_file_that_is_there_is_not_replaced(self):
        project = self.project()
        project.write("pipeline.yaml", "stages: {}\n")
        self.assertIn("--force", project.call("import", "dvc", code=2).text)
        self.assertEqual(project.read("pipeline.yaml"), "stages: {}\n")
        project.call("import", "dvc", "--force")
        self.assertIn("# How we make", project.read("pipeline.yaml"))
        self.assertIn("no dvc.yaml", project.call("import", "dvc", "pipeline.yaml", code=2).text)


class Export(DvcCase):
    def project(self, dvc=True):
        project = Project(self, git=True)
        with open(project.at("pipeline.yaml"), "w", encoding="utf-8") as file:
            file.write(OUR_PIPELINE)
        project.write("raw/a", "1\n")
        project.write("params.yaml", "prepare: {word: hello}\n")
        if dvc:
            self.dvc(project, "init", "-q")
        project.append(".gitignore", "ran.log\n")
        project.commit()
        return project

    def test_dvc_calls_up_to_date_what_is(self):
        project = self.project()
        project.run()
        said = project.call("export", "dvc").out
        self.assertIn("dvc.lock has 4 stages as up to date", said)
        self.assertIn("gates (evaluate)", said)
        self.assertIn("Left out, as a dvc.yaml has no place for it: name", said)
        self.assertEqual(self.dvc(project, "status").strip(), UP_TO_DATE)
        ran = project.lines("ran.log")
        self.dvc(project, "repro")
        self.assertEqual(project.lines("ran.log"), ran)
        # What changes runs, and does what it did here.
        word = project.read("word.txt")
        project.edit("params.yaml", "hello", "a longer word")
        self.dvc(project, "repro")
        self.assertEqual(project.read("word.txt"), word.replace("hello", "a longer word"))
        self.assertEqual(len(project.lines("ran.log")), len(ran) + 4)

    def test_the_file_keeps_its_comments_and_templates(self):
        project = self.project()
        project.call("export", "dvc")
        text = project.read("dvc.yaml")
        for kept in ("# Of the file.\n", "# First of all.\n", "    deps: [raw]   # data\n", "vars:\n  - number: 1\n",
                     "      cmd: echo count >> ran.log && wc -${item} word.txt > ${item}.txt\n", "foreach: [c, m]\n",
                     "    cmd:\n      - |\n        set -e\n        echo prepare >> ran.log\n        x=${number}; echo"):
            self.assertIn(kept, text)
        self.assertNotIn("name: letters", text)
        project.call("validate", "dvc.yaml")

    def test_mlpipe_runs_it_as_it_ran_the_original(self):
        project = self.project()
        project.run()
        project.call("export", "dvc")
        stages = {}
        for file in ("pipeline.yaml", "dvc.yaml"):
            stages[file] = project.call("graph", "-f", file, "--json").json()["edges"]
        self.assertEqual(stages["pipeline.yaml"], stages["dvc.yaml"])
        run = project.run("dvc.yaml")
        gates = run["gates"]
        self.assertEqual([gate["verdict"] for gate in gates], ["pass"])
        self.assertEqual(project.read("word.txt"), "hello 1\n")

    def test_a_stage_that_is_out_of_date_is_so_to_dvc(self):
        project = self.project()
        project.run()
        project.edit("params.yaml", "hello", "world")
        answer = project.call("export", "dvc", "--json").json()
        self.assertEqual(answer["out_of_date"], ["prepare"])
        self.assertIn("prepare", self.dvc(project, "status"))

    def test_what_is_refused(self):
        project = self.project(dvc=False)
        self.assertIn("dvc init", project.call("export", "dvc", code=2).text)
        self.assertFalse(project.exists("dvc.yaml"))
        project = self.project()
        project.call("export", "dvc")
        self.assertIn("--force", project.call("export", "dvc", code=2).text)
        project.call("export", "dvc", "--force")
        self.assertIn("nothing to export", project.call("export", "dvc", "-f", "dvc.yaml", code=2).text)
        project.edit("pipeline.yaml", "  evaluate:", "  evaluate@x:")
        self.assertIn("DVC cannot have a stage 'evaluate@x'", project.call("export", "dvc", "--force", code=2).text)

    def test_there_and_back(self):
        project = self.project()
        # What DVC does not know, an environment, it cannot vouch for.
        project.edit("pipeline.yaml", "env: {LETTER: a}\n", "")
        project.run()
        project.call("export", "dvc")
        os.rename(project.at("pipeline.yaml"), project.at("original.yaml"))
        ran = project.lines("ran.log")
        self.assertIn("4 stages up to date, taken over", project.call("import", "dvc").out)
        self.assertEqual(set(project.statuses().values()), {"skipped"})
        self.assertEqual(project.lines("ran.log"), ran)


if __name__ == "__main__":
    main()
