"""What a call may ask for: parameters, names, locks, `--locked`, `--allow-missing`; and the environment of stages."""
import os
import unittest

from project import MLPIPE, Project, main, wait_until


class Parameters(unittest.TestCase):
    PARAMS = """\
        # which months
        months: [1, 2]   # both
        train:
          lr: 0.1      # the rate
          name: "x"
        """

    def project(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              fit:
                cmd: cat params.yaml conf/a.json > model
                params: [train.lr, {conf/a.json: [depth]}]
                outs: [model]
              list: {cmd: grep months params.yaml > months, params: [months], outs: [months]}
            """)
        project.write("params.yaml", self.PARAMS)
        project.write("conf/a.json", '{\n  "depth": 3, "other": [1]\n}\n')
        return project

    def test_set_changes_one_value_and_keeps_the_rest(self):
        project = self.project()
        project.run()
        self.assertEqual(project.statuses("-S", "train.lr=0.25", "-S", "conf/a.json:depth=5"),
                         {"fit": "ran", "list": "skipped"})
        self.assertIn("  lr: 0.25      # the rate\n  name: \"x\"\n", project.read("params.yaml"))
        self.assertIn("# which months\nmonths: [1, 2]   # both\n", project.read("params.yaml"))
        self.assertEqual(project.read("conf/a.json"), '{\n  "depth": 5, "other": [1]\n}\n')
        # What was there before comes back, and nothing is computed again.
        self.assertEqual(project.statuses("-S", "train.lr=0.1", "-S", "conf/a.json:depth=3")["fit"], "restored")
        self.assertIn("lr: 0.1 ", project.read("model"))
        # A number and a string that looks like one are different values; notation is not.
        self.assertEqual(project.statuses("-S", "train.lr=1e-1")["fit"], "skipped")
        self.assertEqual(project.statuses("-S", 'train.lr="0.1"')["fit"], "ran")

    def test_set_refuses_what_it_cannot_do(self):
        project = self.project()
        before = project.tree()
        for words, said in ((["-S", "conf/a.json:depth=9", "-S", "train.lrr=1"], "'lr'"), (["-S", "train=3"], "map"),
                            (["-S", "none.yaml:x=1"], "none.yaml"), (["-S", "lr"], "="),
                            (["-S", "train.lr=3", "--dry-run"], "--dry-run")):
            self.assertIn(said, project.call("run", *words, code=2).err)
        self.assertEqual(project.tree(state=False), before)

    def test_templates_take_what_has_just_been_set(self):
        project = Project(self)
        project.write("params.yaml", "train: {lr: 0.1}\nsizes: [1]\n")
        project.pipeline("""\
            stages:
              fit:
                foreach: ${sizes}
                do: {cmd: "echo ${train.lr} > fit${item}", outs: ["fit${item}"]}
            """)
        self.assertEqual(project.statuses("-S", "train.lr=0.25"), {"fit@1": "ran"})
        self.assertEqual(project.read("fit1"), "0.25\n")
        self.assertEqual(project.statuses(), {"fit@1": "skipped"})

    def test_types_of_values(self):
        project = self.project()
        project.run()
        project.edit("params.yaml", "months: [1, 2]   # both", "months:\n- 1\n- 2")
        self.assertEqual(project.statuses()["list"], "skipped")
        project.edit("params.yaml", "- 2", "- 2.0")
        again = project.run()["stages"]["list"]
        self.assertEqual(again["status"], "ran")
        self.assertIn("months", again["reason"])
        # A parameter of another stage, a comment, a key that nobody asked for: nothing runs.
        project.edit("params.yaml", "# which months", "extra: 1")
        project.edit("params.yaml", '"x"', '"y"')
        self.assertEqual(set(project.statuses().values()), {"skipped"})


class Records(unittest.TestCase):
    def test_shapes_and_names(self):
        project = Project(self)
        project.pipeline("""\
            name: shapes
            stages:
              one: {cmd: echo 1 > one, outs: [one]}
              two: {cmd: cp one two, deps: [one], outs: [two]}
            """)
        record = project.call("run", "--json", "--name", "first try", "--note", "for the page").json()
        self.assertEqual([key for key in record if key != "name" and key != "note"][:6],
                         ["id", "status", "pipeline", "started", "finished", "executions"])
        self.assertEqual((record["status"], record["pipeline"]), ("succeeded", "shapes"))
        self.assertRegex(record["id"], r"^\d{8}T\d{9}Z-[0-9a-f]{6}$")
        self.assertRegex(record["started"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$")
        for execution in record["executions"]:
            self.assertEqual(list(execution)[:7],
                             ["stage", "status", "reason", "key", "duration_s", "exit_code", "attempts"])
            self.assertRegex(execution["key"], "^[0-9a-f]{64}$")
            self.assertEqual((execution["exit_code"], execution["attempts"]), (0, 1))
        for execution in project.call("show", "--json").json()["executions"]:
            self.assertGreater(execution["cpu_s"], 0)
            self.assertGreater(execution["peak_memory"], 100_000)
            self.assertLess(execution["started"], execution["finished"])
        status = project.call("status", "--json").json()
        self.assertEqual(status, {"stages": [{"stage": name, "decision": "skip", "reason": "unchanged"}
                                             for name in ("one", "two")]})
        shown = project.call("show", "latest").out
        self.assertIn("first try", shown)
        self.assertIn("for the page", shown)
        self.assertIn("first try", project.call("runs").out)
        self.assertEqual(project.call("show", "--json").json()["executions"], record["executions"])

    def test_exit_codes_and_the_chosen_file(self):
        project = Project(self)
        said = project.call("run", code=2).err
        self.assertIn("pipeline.yaml", said)
        self.assertEqual(os.listdir(project.path), [])
        project.write("dvc.yaml", "stages: {old: {cmd: touch old, outs: [old]}}\n")
        self.assertEqual(list(project.statuses()), ["old"])
        project.pipeline("stages: {new: {cmd: touch new, outs: [new]}}\n")
        project.pipeline("stages: {sub: {cmd: pwd > where, outs: [where]}}\n", "sub/pipe.yml")
        self.assertEqual(list(project.statuses()), ["new"])
        self.assertEqual(list(project.statuses("sub/pipe.yml")), ["sub"])
        self.assertEqual(project.read("sub/where"), os.path.realpath(project.at("sub")) + "\n")
        self.assertEqual(list(project.statuses("-f", "dvc.yaml", "old")), ["old"])
        self.assertTrue(project.exists("sub/pipe.yml.lock"))
        self.assertIn("'status'", project.call("stauts", code=2).err)
        for words in (["--no-such-option"], ["-j0"], ["missing.yaml"], ["-f", "sub/pipe.yml", "dvc.yaml:old"]):
            self.assertTrue(project.call("run", *words, code=2).err)
        project.write("broken.yaml", "stages:\n  a: {cmd: x, dep: [y]}\n  b: {outs: [b]}\n")
        said = project.call("run", "broken.yaml", code=2).err
        self.assertIn("broken.yaml:2:15", said)
        self.assertIn("deps", said)
        self.assertIn("broken.yaml:3:", said)


class Locks(unittest.TestCase):
    def test_a_second_run_and_a_nested_one(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              slow:
                cmd: |
                  touch begun
                  until [ -e go ]; do sleep 0.02; done
                  touch slow
                outs: [slow]
              nested:
                cmd: |
                  "$PROGRAM" run -f other.yaml 2> said || echo $? > code
                  "$PROGRAM" gc 2>> said || echo $? >> code
                  "$PROGRAM" status -f other.yaml --json > answer
                  cd elsewhere && "$PROGRAM" run || echo $? >> ../code
                outs: [code]
                when: manual
            """)
        project.pipeline("stages: {x: {cmd: touch x, outs: [x]}}\n", "other.yaml")
        project.pipeline("stages: {y: {cmd: touch y, outs: [y]}}\n", "elsewhere/pipeline.yaml")
        first = project.start("run", "slow")
        wait_until(lambda: project.exists("begun"), "the first run has begun")
        refused = project.call("run", code=7).err
        self.assertIn(str(first.pid), refused)
        self.assertIn(os.uname().nodename, refused)
        self.assertRegex(refused, r"since \d{4}-\d\d-\d\dT")
        self.assertIn("--wait", refused)
        project.call("run", "--wait", "0.2", code=7)
        # Readers wait for nobody.
        self.assertEqual(project.decisions()["slow"], "run")
        self.assertEqual(project.call("runs", "--json").json()["runs"][0]["status"], "running")
        second = project.start("run", "--json", "--wait", "100", "slow")
        project.write("go", "")
        self.assertEqual(project.finish(first).code, 0)
        waited = project.finish(second)
        self.assertEqual(waited.json()["executions"][0]["status"], "skipped", waited)

        program = os.environ["MLPIPE"]
        project.call("run", "nested", env={"PROGRAM": os.path.abspath(program)})
        self.assertEqual(project.lines("code"), ["7", "7", "7"])
        self.assertIn("nested", project.read("said"))
        self.assertFalse(project.exists("x"))
        self.assertIn('"decision"', project.read("answer"))

    def test_another_project_from_within_a_stage(self):
        project, other = Project(self), Project(self)
        other.pipeline("stages: {inner: {cmd: echo 1 > x, outs: [x]}}\n")
        project.pipeline("""\
            stages:
              refused:
                cmd: cd "$OTHER"; "$PROGRAM" run 2> "$HERE/said" || echo $? > "$HERE/code"
                outs: [said, code]
              allowed:
                cmd: cd "$OTHER"; env -u MLPIPE_ROOT "$PROGRAM" run 2> "$HERE/ran"
                outs: [ran]
                needs: [refused]
            """)
        project.call("run", env={"OTHER": other.path, "HERE": project.path, "PROGRAM": MLPIPE})
        self.assertEqual(project.lines("code"), ["2"])
        said = " ".join(project.read("said").split())
        self.assertIn(f"stage 'refused' called mlpipe for '{os.path.realpath(other.path)}/pipeline.yaml'", said)
        self.assertIn(f"'{os.path.realpath(project.path)}', which runs that stage", said)
        self.assertEqual(other.statuses(), {"inner": "skipped"})
        self.assertEqual(len(other.call("runs", "--json").json()["runs"]), 1)

    def test_locked(self):
        project = Project(self)
        project.write("in", "1\n")
        project.pipeline("""\
            stages:
              a: {cmd: cp in a, deps: [in], outs: [a]}
              b: {cmd: cp a b, deps: [a], outs: [b]}
              c: {cmd: touch c, outs: [c]}
            """)
        project.run("a")
        done = project.run("--locked", code=1)
        self.assertEqual({name: one["status"] for name, one in done["stages"].items()},
                         {"a": "skipped", "b": "blocked", "c": "blocked"})
        self.assertFalse(project.exists("b") or project.exists("c"))
        for name in ("b", "c"):
            self.assertIn(name, done["text"])
        project.call("status", "--exit-code", code=1)
        project.run()
        project.call("status", "--exit-code")
        # To restore is not to run.
        project.remove("a")
        self.assertEqual(project.statuses("--locked"), {"a": "restored", "b": "skipped", "c": "skipped"})

    def test_allow_missing(self):
        project = Project(self)
        project.write("raw", "1\n")
        project.write("rate", "1\n")
        project.pipeline("""\
            stages:
              prepare: {cmd: cp raw clean, deps: [raw], outs: [clean]}
              fit: {cmd: cat clean rate > model, deps: [clean, rate], outs: [model]}
              report: {cmd: cp model report, deps: [model], outs: [report]}
            """)
        project.run()
        for name in ("raw", "clean", "model", ".mlpipe"):
            project.remove(name)
        self.assertIn("raw", project.call("status", code=2).err)
        self.assertIn("prepare", project.call("run", code=2).err)
        self.assertEqual(project.decisions("--allow-missing"),
                         {"prepare": "absent", "fit": "absent", "report": "absent"} |
                         {"report": project.decisions("--allow-missing")["report"]})
        project.call("status", "--allow-missing", "--exit-code")
        self.assertEqual(set(project.statuses("--allow-missing", "--locked").values()), {"skipped"})
        # Something must run that needs the absent file: then its absence counts.
        project.write("rate", "2\n")
        done = project.run("--allow-missing", code=1)["stages"]
        self.assertEqual(done["fit"]["status"], "blocked")
        self.assertIn("clean", done["fit"]["reason"])
        # An absent output that the store has is fetched for the stage that reads it.
        project.write("raw", "1\n")
        project.run()
        project.remove("raw")
        project.remove("clean")
        project.write("rate", "3\n")
        done = project.statuses("--allow-missing")
        self.assertEqual((done["fit"], done["report"]), ("ran", "ran"))
        self.assertEqual(project.read("report"), "1\n3\n")


class Environment(unittest.TestCase):
    def test_declared_passed_inherited_and_ours(self):
        project = Project(self)
        project.pipeline("""\
            env: {COMMON: all, BOTH: common}
            environment: {files: [requirements.txt]}
            stages:
              show:
                cmd: |
                  for name in COMMON BOTH OWN MODE OTHER MLPIPE_STAGE GIT_DIR MLPIPE_FOREIGN PYTHONUNBUFFERED; do
                    echo "$name=$(printenv $name || echo -)" >> values
                  done
                  test -n "$MLPIPE_RUN_ID"
                  echo "$MLPIPE_ROOT" > root
                  pwd > where
                wdir: work
                env: {BOTH: own, OWN: 0.10, pass: [MODE]}
                outs: [values, root, where]
              bash: {cmd: 'echo "${BASH_VERSION:+bash} $0" > ../shell', wdir: work, shell: "sh -uc", outs: [../shell]}
              list: {cmd: [A=1, 'echo "[$A]" > list'], outs: [list]}
              strict: {cmd: "false\\ntouch strict", outs: [strict], when: manual}
            """.replace("${BASH_VERSION:+bash} $0", "$-"))
        project.write("requirements.txt", "numpy\n")
        project.write("work/keep", "")
        outer = {"MODE": "fast", "OTHER": "x", "GIT_DIR": "/nowhere", "MLPIPE_FOREIGN": "1"}
        project.run(env=outer)
        self.assertEqual(dict(line.split("=", 1) for line in project.lines("work/values")),
                         {"COMMON": "all", "BOTH": "own", "OWN": "0.10", "MODE": "fast", "OTHER": "x",
                          "MLPIPE_STAGE": "show", "GIT_DIR": "-", "MLPIPE_FOREIGN": "-", "PYTHONUNBUFFERED": "1"})
        self.assertEqual(project.lines("work/root"), [os.path.realpath(project.path)])
        self.assertEqual(project.lines("work/where"), [os.path.realpath(project.at("work"))])
        self.assertIn("u", project.read("shell"))
        self.assertEqual(project.lines("list"), ["[]"])
        # `pass` decides, other variables do not; the environment's files decide for all.
        self.assertEqual(set(project.statuses(env={**outer, "OTHER": "y"}).values()), {"skipped", "held"})
        changed = project.run(env={**outer, "MODE": "slow"})["stages"]
        self.assertEqual([name for name, one in changed.items() if one["status"] == "ran"], ["show"])
        self.assertIn("MODE", changed["show"]["reason"])
        project.write("requirements.txt", "numpy==2\n")
        self.assertEqual(set(project.statuses(env=outer).values()), {"ran", "held"})
        self.assertEqual(project.statuses("strict", code=1), {"strict": "failed"})

    def test_secrets_are_masked_and_never_stored(self):
        project = Project(self)
        secret = "hunter2/quite-secret"
        project.pipeline("""\
            stages:
              ask:
                cmd: |
                  test -n "$TOKEN" && printf 'with %s in it' "$TOKEN"; printf '%s\\n%s\\r' end "$TOKEN" >&2
                  printf '%s' "$TOKEN" | sed 's/quite.*//'; sleep 0.05; echo "quite-secret"
                  test ! -e fail
                  touch out
                secrets: [TOKEN]
                outs: [out]
              careless: {cmd: printenv TOKEN > seen && printenv TOKEN; rm seen, always_changed: true}
            """)
        project.write("fail", "")
        failed = project.call("run", code=1, env={"TOKEN": secret})
        project.remove("fail")
        done = project.call("run", "--json", env={"TOKEN": secret})
        # A stage that did not ask for it inherits it all the same, and shows it no more than the others.
        self.assertIn("careless | ***", done.text)
        for result in (failed, done):
            self.assertIn("with *** in it", result.text)
            self.assertNotIn(secret, result.text)
        for path, content in project.tree().items():
            self.assertNotIn(secret.encode(), content if isinstance(content, bytes) else b"", path)
        # Its value is no part of the identity, that it is asked for is.
        self.assertEqual(project.statuses("ask", env={"TOKEN": "another"}), {"ask": "skipped"})
        project.edit("pipeline.yaml", "secrets: [TOKEN]", "secrets: [TOKEN, KEY]")
        self.assertEqual(project.decisions("ask", env={"TOKEN": "another"}), {"ask": "run"})


if __name__ == "__main__":
    main()
