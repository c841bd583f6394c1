"""What runs, in which order and how many at a time: admission and targets."""
import unittest

from project import Project, main


class Admission(unittest.TestCase):
    def test_jobs_mutex_tokens_and_longest_path_first(self):
        project = Project(self)
        # Each `meet` stage waits for the other two: the run ends only if three run at a time.
        meet = "touch here.%s; until [ -e here.a ] && [ -e here.b ] && [ -e here.c ]; do sleep 0.02; done"
        alone = "mkdir busy; echo %s >> order; sleep 0.05; rmdir busy"
        token = "touch use.%s; ls use.* | wc -l >> used; sleep 0.1; rm use.%s"
        stages = ["stages:"]
        for name in "abc":
            stages.append(f"  meet_{name}: {{cmd: '{meet % name}', always_changed: true}}")
            stages.append(f"  alone_{name}: {{cmd: '{alone % name}', resources: {{mutex: disk}}, always_changed: true}}")
            stages.append(f"  token_{name}: {{cmd: '{token % (name, name)}', resources: {{seat: 1}}, always_changed: true}}")
        project.pipeline("\n".join(stages))
        project.write(".mlpipe/config.yaml", "resources: {cpu: 16, seat: 2}\n")
        ran = project.statuses("-j9")
        self.assertEqual(set(ran.values()), {"ran"})
        self.assertEqual(sorted(project.lines("order")), ["a", "b", "c"])
        self.assertLessEqual(max(int(count) for count in project.lines("used")), 2)

        # One at a time: what could overlap does not, and without names the order of the file stands.
        project.remove("order")
        self.assertEqual(set(project.statuses("-j1", "alone_a", "token_b", "alone_c").values()), {"ran"})

        # What together needs more than there is takes turns.
        project = Project(self)
        greedy = "touch %s.on; sleep 0.1; test ! -e %s.on; rm %s.on"
        project.pipeline("stages:\n" + "".join(
            f"  {one}: {{cmd: '{greedy % (one, other, one)}', resources: {{memory: 60MB}}, always_changed: true}}\n"
            for one, other in ("ab", "ba")))
        project.write(".mlpipe/config.yaml", "resources: {memory: 100MB}\n")
        self.assertEqual(set(project.statuses("-j4").values()), {"ran"})

        project = Project(self)
        project.pipeline("""\
            stages:
              quick: {cmd: echo quick >> order; touch quick, outs: [quick]}
              begin: {cmd: echo begin >> order; touch begin, outs: [begin]}
              slow: {cmd: echo slow >> order; sleep 0.4; touch slow, deps: [begin], outs: [slow]}
              """)
        project.run("-j1")
        project.remove("order")
        project.run("-j1", "--force")
        self.assertEqual(project.lines("order")[0], "begin")

    def test_devices_and_threads(self):
        project = Project(self)
        both = "until [ -e seen.one ] && [ -e seen.two ]; do sleep 0.02; done"
        project.pipeline(f"""\
            stages:
              one: {{cmd: 'echo "$CUDA_VISIBLE_DEVICES" > seen.one; {both}', resources: {{gpu: 1}}, always_changed: true}}
              two: {{cmd: 'echo "$CUDA_VISIBLE_DEVICES" > seen.two; {both}', resources: {{gpu: 1}}, always_changed: true}}
              threads:
                cmd: echo $OMP_NUM_THREADS $MKL_NUM_THREADS > threads
                resources: {{cpu: 3}}
                env: {{MKL_NUM_THREADS: 1}}
                outs: [threads]
              none: {{cmd: 'echo "${{OMP_NUM_THREADS-unset}}" > none', outs: [none]}}
            """.replace("${OMP_NUM_THREADS-unset}", "`printenv OMP_NUM_THREADS || echo unset`"))
        project.write(".mlpipe/config.yaml", "resources: {cpu: 8, gpu: 2}\n")
        project.run("-j4")
        self.assertEqual({project.read("seen.one"), project.read("seen.two")}, {"0\n", "1\n"})
        self.assertEqual(project.read("threads"), "3 1\n")
        self.assertEqual(project.read("none"), "unset\n")

    def test_a_stage_that_could_never_fit(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              fine: {cmd: touch fine, outs: [fine]}
              seats: {cmd: touch seats, outs: [seats], resources: {seat: 3}}
              unheard: {cmd: touch unheard, outs: [unheard], resources: {unheard: 1}}
              memory: {cmd: touch memory, outs: [memory], resources: {memory: 900TB}}
            """)
        project.write(".mlpipe/config.yaml", "resources: {seat: 2}\n")
        result = project.call("run", code=2)
        for words in ("seats", "seat", "unheard", "memory", "pipeline.yaml:3:"):
            self.assertIn(words, result.err)
        self.assertFalse(project.exists("fine"))
        self.assertEqual(project.statuses("fine"), {"fine": "ran"})


class Targets(unittest.TestCase):
    PIPELINE = """\
        stages:
          load: {cmd: cp source raw, deps: [source], outs: [raw]}
          split@a: {cmd: mkdir -p parts/a; cp raw parts/a/x, deps: [raw], outs: [parts/a]}
          split@b: {cmd: mkdir -p parts/b; cp raw parts/b/x, deps: [raw], outs: [parts/b]}
          fit: {cmd: cat parts/a/x > model, deps: [parts/a/x], outs: [model]}
          score: {cmd: cp model score, deps: [model], outs: [score]}
          other: {cmd: touch other, outs: [other]}
        """

    def project(self):
        project = Project(self)
        project.write("source", "1\n")
        project.pipeline(self.PIPELINE)
        return project

    def test_by_stage_pattern_and_path(self):
        project = self.project()
        self.assertEqual(list(project.statuses("fit")), ["load", "split@a", "fit"])
        self.assertEqual(project.statuses("split@*"), {"load": "skipped", "split@a": "skipped", "split@b": "ran"})
        self.assertEqual(project.statuses("score"), {"load": "skipped", "split@a": "skipped", "fit": "skipped",
                                                     "score": "ran"})
        self.assertEqual(list(project.statuses("parts/b/x")), ["load", "split@b"])
        self.assertEqual(list(project.statuses("pipeline.yaml", "pipeline.yaml:other")), ["other"])
        self.assertEqual(list(project.statuses("-f", "pipeline.yaml", "./parts/b/")), ["load", "split@b"])
        # From a folder below, paths are those that the user sees there.
        inner = {"cwd": project.at("parts")}
        self.assertEqual(list(project.statuses("../pipeline.yaml", "b/x", **inner)), ["load", "split@b"])
        self.assertEqual(list(project.statuses("../pipeline.yaml", "../model", **inner)), ["load", "split@a", "fit"])
        self.assertEqual(list(project.statuses("../pipeline.yaml", "b", **inner)), ["load", "split@b"])
        self.assertFalse(project.exists("parts/.mlpipe"))
        for words, hint in ((["scor"], "score"), (["split@c*"], "split@c"), (["no/such/file"], "no/such/file")):
            self.assertIn(hint, project.call("run", *words, code=2).err)
        self.assertIn("pipeline.yaml", project.call("run", cwd=project.at("parts"), code=2).err)

    def test_force_single_and_downstream(self):
        project = self.project()
        everything = project.statuses()
        self.assertEqual(set(everything.values()), {"ran"})
        self.assertEqual(set(project.statuses("--force").values()), {"ran"})
        self.assertEqual(project.statuses("--force", "score"),
                         {"load": "skipped", "split@a": "skipped", "fit": "skipped", "score": "ran"})
        forced = project.statuses("--force-stage", "fit")
        self.assertEqual([name for name, status in forced.items() if status == "ran"], ["fit"])
        self.assertIn("fit", project.call("run", "--force-stage", "fitt", code=2).err)
        self.assertEqual(sorted(project.statuses("--downstream", "split@a")), ["fit", "load", "score", "split@a"])
        # Alone means alone: the change upstream is not followed.
        project.write("source", "2\n")
        self.assertEqual(project.statuses("-s", "fit"), {"fit": "skipped"})
        self.assertEqual(project.statuses("-s", "--downstream", "fit"), {"fit": "skipped", "score": "skipped"})
        self.assertEqual(project.read("model"), "1\n")
        ran = project.run("--downstream", "fit")["stages"]
        self.assertEqual({name: one["status"] for name, one in ran.items()},
                         {"load": "ran", "split@a": "ran", "fit": "ran", "score": "ran"})
        self.assertEqual(project.read("score"), "2\n")

    def test_dry_run_writes_nothing(self):
        project = self.project()
        before = project.tree()
        said = project.call("run", "--dry-run")
        self.assertIn("load", said.out)
        self.assertEqual(project.call("run", "-n", "--json").json()["stages"][0]["decision"], "run")
        project.call("status")
        project.call("graph")
        project.call("validate")
        project.call("why", "fit")
        project.call("runs")
        self.assertEqual(project.tree(), before)
        project.run()
        project.write("source", "3\n")
        before = project.tree()
        self.assertEqual(project.decisions()["load"], "run")
        project.call("run", "--dry-run", "--force")
        self.assertEqual(project.tree(), before)

    def test_the_wave_stops_where_an_output_is_the_same(self):
        project = self.project()
        project.run()
        project.edit("pipeline.yaml", "cat parts/a/x > model", "cat  parts/a/x > model")
        done = project.run()["stages"]
        self.assertEqual({name for name, one in done.items() if one["status"] == "ran"}, {"fit"})
        self.assertIn("command", done["fit"]["reason"])
        self.assertEqual(done["score"]["status"], "skipped")


if __name__ == "__main__":
    main()
