"""What holds a stage back, brings it back or lets it try again: needs, when, refresh, failures, retries."""
import unittest

from project import Project, main, seconds


class Conditions(unittest.TestCase):
    def test_needs_order_pull_in_and_block(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              later: {cmd: test -e first.done; touch later, outs: [later], needs: [first]}
              first: {cmd: sleep 0.1; touch first.done; echo 1 > first, outs: [first], deps: [switch]}
              free: {cmd: touch free, outs: [free]}
            """)
        project.write("switch", "")
        self.assertEqual(project.statuses("-j2", "later"), {"first": "ran", "later": "ran"})
        # What it needs is no part of its identity.
        project.write("switch", "changed")
        self.assertEqual(project.statuses("later"), {"first": "ran", "later": "skipped"})
        project.edit("pipeline.yaml", ", needs: [first]", "")
        self.assertEqual(project.statuses("later"), {"later": "skipped"})
        project.edit("pipeline.yaml", "outs: [later]", "outs: [later], needs: [first]")
        project.edit("pipeline.yaml", "echo 1 > first", "exit 5")
        record = project.run(code=1)["stages"]
        self.assertEqual((record["first"]["status"], record["first"]["exit_code"]), ("failed", 5))
        self.assertEqual(record["later"]["status"], "blocked")
        self.assertIn("first", record["later"]["reason"])

    def test_when(self):
        project = Project(self, git=True)
        project.pipeline("""\
            stages:
              build: {cmd: touch built, outs: [built]}
              publish: {cmd: touch published, deps: [built], outs: [published], when: manual}
              announce: {cmd: touch announced, deps: [published], outs: [announced]}
              release: {cmd: touch released, deps: [built], outs: [released], when: {branch: [main, stable]}}
            """)
        project.write("note", "")
        project.commit()
        project.git("checkout", "-q", "-b", "topic")
        done = project.run()
        self.assertEqual({name: one["status"] for name, one in done["stages"].items()},
                         {"build": "ran", "publish": "held", "announce": "blocked", "release": "held"})
        self.assertIn("topic", done["stages"]["release"]["reason"])
        self.assertEqual(project.decisions()["publish"], "held")
        self.assertEqual(project.statuses("publish")["publish"], "ran")
        project.git("checkout", "-q", "main")
        self.assertEqual(project.statuses()["release"], "ran")
        # Held back, but nothing is to be done: then it is simply up to date.
        self.assertEqual(set(project.statuses().values()), {"skipped"})

    def test_refresh(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              always: {cmd: echo . >> count.always; date +%N > always, outs: [always], refresh: always}
              daily: {cmd: echo . >> count.daily; touch daily, outs: [daily], refresh: 1d}
              briefly: {cmd: echo . >> count.briefly; touch briefly, outs: [briefly], refresh: 200ms}
            """)
        project.run()
        seconds(0.3)
        again = project.run()["stages"]
        self.assertEqual({name: one["status"] for name, one in again.items()},
                         {"always": "ran", "daily": "skipped", "briefly": "ran"})
        self.assertIn("refresh", again["briefly"]["reason"])
        self.assertIn("refresh", again["always"]["reason"])
        seconds(0.3)
        # A refresh that changed nothing counts as one.
        self.assertEqual(project.statuses()["briefly"], "ran")
        project.edit("pipeline.yaml", "200ms", "1h")
        self.assertEqual(project.statuses()["briefly"], "skipped")

    def test_side_effects_follow_the_latest_execution(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              deploy: {cmd: cat model >> deployed, deps: [model]}
              plain: {cmd: cp model copy, deps: [model], outs: [copy]}
            """)
        for model, status in (("A\n", "ran"), ("B\n", "ran"), ("A\n", "restored")):
            project.write("model", model)
            done = project.statuses()
            self.assertEqual(done, {"deploy": "ran", "plain": status})
            self.assertEqual(set(project.statuses().values()), {"skipped"})
        self.assertEqual(project.lines("deployed"), ["A", "B", "A"])


class Failures(unittest.TestCase):
    def test_keep_going(self):
        project = Project(self)
        project.pipeline("""\
            stages:
              bad: {cmd: echo complaint; exit 3, outs: [bad]}
              after: {cmd: touch after, deps: [bad], outs: [after]}
              free: {cmd: sleep 0.05; touch free, outs: [free]}
              next: {cmd: touch next, deps: [free], outs: [next]}
            """)
        stopped = project.run("-j1", code=1)
        self.assertEqual(stopped["status"], "failed")
        self.assertEqual(stopped["stages"]["bad"]["status"], "failed")
        self.assertEqual(stopped["stages"]["next"]["status"], "blocked")
        self.assertIn("complaint", stopped["text"])
        done = project.run("-j1", "--keep-going", code=1)["stages"]
        self.assertEqual({name: one["status"] for name, one in done.items()},
                         {"bad": "failed", "after": "blocked", "free": "ran", "next": "ran"})
        self.assertEqual(done["bad"]["exit_code"], 3)
        # What finished is in the lock although the run failed.
        self.assertEqual(project.statuses("-k", code=1)["next"], "skipped")

    def test_retries_and_timeout(self):
        project = Project(self)
        project.write(".mlpipe/config.yaml", "run: {grace: 100ms}\n")
        project.pipeline("""\
            stages:
              third:
                cmd: |
                  test ! -e out
                  echo partial > out
                  echo . >> tries
                  test $(wc -l < tries) -ge 3
                outs: [out]
                retries: {attempts: 3, delay: 20ms, backoff: 2}
              forgetful:
                cmd: |
                  echo . >> forgotten
                  test $(wc -l < forgotten) -lt 2 || touch remembered
                outs: [remembered]
                retries: 1
              never: {cmd: echo . >> nevers; exit 4, outs: [never], retries: 2}
              stuck:
                cmd: |
                  trap '' TERM
                  setsid sleep 1000 &
                  echo $! > stuck.pid
                  while true; do sleep 0.05; done
                outs: [stuck]
                timeout: 300ms
                retries: {attempts: 2, delay: 10ms}
            """)
        done = project.run("-j4", "-k", code=1)["stages"]
        self.assertEqual((done["third"]["status"], done["third"]["attempts"]), ("ran", 3))
        self.assertEqual((done["forgetful"]["status"], done["forgetful"]["attempts"]), ("ran", 2))
        self.assertEqual((done["never"]["status"], done["never"]["attempts"]), ("failed", 3))
        self.assertEqual(len(project.lines("nevers")), 3)
        self.assertEqual((done["stuck"]["status"], done["stuck"]["attempts"]), ("failed", 2))
        self.assertIn("timeout of 0.30 s", done["stuck"]["reason"])
        self.assertGreaterEqual(done["stuck"]["duration_s"], 0.6)
        self.assertFalse(project.is_running(int(project.read("stuck.pid"))))


if __name__ == "__main__":
    main()
