"""The registry of models: versions, aliases, their history and what leads on from them; in git and without it."""
import os
import shlex
import sqlite3
import subprocess
import time
import unittest

from project import MLPIPE, Project, clean_environment, main, wait_until

PIPELINE = """\
name: flights
stages:
  train:
    cmd: cp quality model.bin
    deps: [quality]
    params: [rate]
    outs: [model.bin]
  evaluate:
    cmd: 'echo "{\\"auc\\": $(cat model.bin)}" > eval.json'
    deps: [model.bin]
    metrics: [eval.json]
"""
# What git asks for of who makes a tag.
ADA = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
       "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org"}


class ModelCase(unittest.TestCase):
    git = True

    def setUp(self):
        self.project = Project(self, git=self.git)
        self.project.pipeline(PIPELINE)
        self.project.write("params.yaml", "rate: 1\n")
        self.project.write("quality", "0.8\n")
        if self.git:
            self.project.commit("begin")

    def call(self, *words, code=0, env=None, project=None):
        return (project or self.project).call("model", *words, code=code, env={**ADA, **(env or {})})

    def json(self, *words, **how):
        return self.call(*words, "--json", **how).json()

    def train(self, quality):
        self.project.write("quality", f"{quality}\n")
        return self.project.run()

    def registered(self, quality, *words):
        """The version that is made of a model of this quality, and the run that made it."""
        record = self.train(quality)
        return self.json("register", "flights", "model.bin", *words)["version"], record

    def aliases(self, **how):
        (model,) = self.json("list", **how)["models"]
        return model["aliases"]


class Models(ModelCase):
    def test_a_version_leads_back_to_where_it_came_from(self):
        version, record = self.registered(0.8, "-m", "the first")
        self.assertEqual((version["version"], version["tag"]), ("v0.0.1", "flights@v0.0.1"))
        (model,) = record["stages"]["train"]["record"]["outputs"]
        shown = self.json("show", "flights")
        self.assertEqual(shown["artifact"], model)
        self.assertEqual((shown["run"], shown["stage"], shown["pipeline_file"]), (record["id"], "train", "pipeline.yaml"))
        self.assertEqual(shown["metrics"], {"eval.json:auc": 0.8})
        self.assertEqual([(one["key"], one["value"]) for one in shown["parameters"]], [("rate", 1)])
        self.assertEqual([one["path"] for one in shown["data"]], ["quality"])
        self.assertEqual((shown["by"], shown["why"], shown["aliases"]), ("Ada <ada@example.org>", "the first", []))
        text = self.call("show", "flights@v0.0.1").out
        for said in (model["sha256"], record["id"] + ", stage train", "eval.json:auc", "params.yaml:rate", "the first"):
            self.assertIn(said, text)

    def test_each_line_that_goes_on_from_a_version_does(self):
        _, record = self.registered(0.8)
        lines = self.json("show", "flights")["next"]
        self.assertEqual([line.split()[1] for line in lines], ["show", "reproduce", "lineage", "restore"])
        self.project.remove("model.bin")
        for line in lines:
            program, *words = shlex.split(line)
            self.assertEqual(program, "mlpipe")
            self.project.call(*words)
        self.assertEqual(self.project.read("model.bin"), "0.8\n")
        self.assertEqual(lines[0], "mlpipe show " + record["id"])
        self.assertIn("v0.0.1 registered", self.project.call("show", record["id"]).out)
        (event,) = self.project.call("show", record["id"], "--json").json()["models"]
        self.assertEqual((event["event"], event["tag"]), ("registered", "flights@v0.0.1"))

    def test_what_happened_stays_known(self):
        self.registered(0.8, "--alias", "candidate")
        self.call("promote", "flights@candidate", "-m", "it is all we have")
        between = time.time()
        time.sleep(0.01)
        self.registered(0.9, "--minor")
        event = self.json("promote", "flights@v0.1.0", "-m", "better")["event"]
        self.assertEqual((event["alias"], event["from"], event["version"], event["tag"]),
                         ("production", "v0.0.1", "v0.1.0", "flights#production#2"))
        self.assertEqual(self.aliases(), {"candidate": "v0.0.1", "production": "v0.1.0"})
        events = self.json("history", "flights")["events"]
        self.assertEqual([(one["event"], one.get("alias", ""), one["version"]) for one in events],
                         [("assigned", "production", "v0.1.0"), ("registered", "", "v0.1.0"),
                          ("assigned", "production", "v0.0.1"), ("assigned", "candidate", "v0.0.1"),
                          ("registered", "", "v0.0.1")])
        self.assertEqual([one.get("why") for one in events[:3]], ["better", None, "it is all we have"])
        self.assertEqual(len(self.json("history", "--limit", "2")["events"]), 2)
        self.assertIn("production: v0.0.1 -> v0.1.0", self.call("history", "flights").out)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(between)) + f".{int(between % 1 * 1e6):06}Z"
        then = {one["alias"]: one["version"]["version"] for one in self.json("at", stamp)["aliases"]}
        self.assertEqual(then, {"candidate": "v0.0.1", "production": "v0.0.1"})
        now = {one["alias"]: one["version"]["version"] for one in self.json("at", "now", "flights")["aliases"]}
        self.assertEqual(now, self.aliases())
        self.assertEqual(self.json("at", "2 hours ago")["aliases"], [])
        self.call("at", "yesterday", code=2)

    def test_two_versions_compared(self):
        self.registered(0.8, "--alias", "production")
        self.project.write("params.yaml", "rate: 2\n")
        self.registered(0.7)
        difference = self.json("diff", "flights")
        self.assertEqual((difference["from"]["name"], difference["to"]["name"]), ("flights v0.0.1", "flights v0.0.2"))
        (metric,) = difference["metrics"]
        self.assertEqual((metric["name"], metric["before"], metric["after"], metric["verdict"]),
                         ("eval.json:auc", 0.8, 0.7, "worse"))
        self.assertEqual([(one["key"], one["before"], one["after"]) for one in difference["parameters"]], [("rate", 1, 2)])
        self.assertEqual([one["path"] for one in difference["data"]], ["model.bin", "quality"])
        self.assertEqual([one["stage"] for one in difference["stages"]], ["evaluate", "train"])
        self.assertEqual(difference["notes"], [])
        for words in (("flights", "v0.0.1", "v0.0.2"), ("flights@v0.0.1", "v0.0.2"),
                      ("flights@production", "flights@v0.0.2")):
            self.assertEqual(self.json("diff", *words), difference)
        self.assertEqual(self.json("diff", "flights", "v0.0.1", "production")["metrics"], [])
        self.call("diff", "flights", "other@v0.0.1", code=2)
        self.assertIn("| eval.json:auc |", self.call("diff", "flights", "--md").out)
        # Where the runs are forgotten, the tags still hold their commits.
        for name in ("lineage.db", "lineage.db-wal", "lineage.db-shm"):
            self.project.remove(".mlpipe/" + name)
        self.forget_run_commits()
        self.assertEqual(self.json("diff", "flights"), difference)

    def forget_run_commits(self):
        directory = self.project.path if self.git else self.project.at(".mlpipe/repo.git")
        for line in subprocess.run(["git", "-C", directory, "for-each-ref", "--format=%(refname)", "refs/mlpipe"],
                                   check=True, capture_output=True, text=True).stdout.split():
            subprocess.run(["git", "-C", directory, "update-ref", "-d", line], check=True)

    def test_versions_and_their_names(self):
        first, _ = self.registered(0.8)
        again = self.json("register", "flights", "model.bin")
        self.assertEqual((again["created"], again["version"]["version"]), (False, "v0.0.1"))
        for quality, words, expected in ((0.81, ("--version", "v1.2.0"), "v1.2.0"), (0.82, (), "v1.2.1"),
                                         (0.83, ("--minor",), "v1.3.0"), (0.84, ("--major",), "v2.0.0")):
            self.assertEqual(self.registered(quality, *words)[0]["version"], expected)
        digest = first["artifact"]["sha256"]
        for which in ("v0.0.1", "0.0.1", digest, digest[:6]):
            self.assertEqual(self.json("show", "flights@" + which)["version"], "v0.0.1")
        self.call("promote", "flights@v1.2.0", "--to", "trial")
        for name in ("flights@trial", "flights#trial"):
            self.assertEqual(self.json("show", name)["version"], "v1.2.0")
        self.assertEqual(self.json("show", "flights")["version"], "v2.0.0")
        listed = self.json("list", "flights")
        self.assertEqual([one["version"] for one in listed["versions"]],
                         ["v2.0.0", "v1.3.0", "v1.2.1", "v1.2.0", "v0.0.1"])
        self.assertEqual(listed["aliases"], {"trial": "v1.2.0"})
        self.assertIn("did you mean 'flights'?", self.call("show", "fligths", code=2).err)
        self.assertIn("'mlpipe model list flights'", self.call("show", "flights@v7.0.0", code=2).err)
        for words in (("show", "flights@"), ("register", "two words", "model.bin"), ("register", "flights", "absent"),
                      ("register", "flights", "model.bin", "--version", "v3.0.0"), ("register", "flights", "."),
                      ("promote", "flights", "--to", "v1.0.0")):
            self.call(*words, code=2)

    def test_a_deprecated_version_is_out_of_use(self):
        self.registered(0.8, "--alias", "production")
        self.registered(0.9)
        self.assertIn("'production'", self.call("deprecate", "flights@v0.0.1", "-m", "old", code=2).err)
        self.call("deprecate", "flights", "-m", "which one?", code=2)
        self.call("deprecate", "flights@v0.0.2", code=2)
        self.assertEqual(self.json("deprecate", "flights@v0.0.2", "-m", "wrong")["event"]["tag"], "flights@v0.0.2!")
        self.assertIsNone(self.json("deprecate", "flights@v0.0.2", "-m", "again")["event"])
        self.assertIn("deprecated", self.call("promote", "flights@v0.0.2", code=2).err)
        self.assertEqual(self.json("show", "flights")["version"], "v0.0.1")
        self.assertTrue(self.json("show", "flights@v0.0.2")["deprecated"])

    def test_the_index_follows_the_tags_and_no_answer_hangs_on_it(self):
        _, record = self.registered(0.8, "--alias", "production")
        indexed = [("v0.0.1", record["id"])]
        self.assertEqual(self.indexed(), (indexed, [("assigned", "production"), ("registered", None)]))
        before = [self.json("show", "flights"), self.json("history"), self.json("at", "2100-01-01")]
        database = sqlite3.connect(self.project.at(".mlpipe/lineage.db"))
        for table in ("model_index", "model_versions", "model_events"):
            database.execute("DELETE FROM " + table)
        database.commit()
        database.close()
        self.assertEqual([self.json("show", "flights"), self.json("history"), self.json("at", "2100-01-01")], before)
        self.assertEqual(self.indexed()[0], indexed)
        for name in ("lineage.db", "lineage.db-wal", "lineage.db-shm"):
            self.project.remove(".mlpipe/" + name)
        self.assertEqual(self.json("history"), before[1])
        self.project.run("--name", "again")
        self.call("list")
        self.assertEqual(self.indexed()[0], indexed)

    def indexed(self):
        database = sqlite3.connect(self.project.at(".mlpipe/lineage.db"))
        versions = database.execute("SELECT version, run FROM model_versions").fetchall()
        events = database.execute("SELECT event, alias FROM model_events ORDER BY event").fetchall()
        database.close()
        return versions, events

    def test_garbage_collection_keeps_what_is_registered(self):
        for name in ("kept", "dropped"):
            self.project.write(name, name * 1000)
            self.call("register", name, name)
        if self.git:
            self.project.git("tag", "-d", "dropped@v0.0.1")
        else:
            subprocess.run(["git", "-C", self.project.at(".mlpipe/repo.git"), "tag", "-d", "dropped@v0.0.1"],
                           check=True, capture_output=True)
        self.assertEqual(len(self.project.objects()), 2)
        self.project.call("gc", "--yes", "--older-than", "0s")
        self.assertEqual(self.project.objects(), {self.json("show", "kept")["artifact"]["sha256"]})


class ModelsWithoutGit(Models):
    git = False

    def test_the_tags_lie_in_a_repository_of_its_own(self):
        self.registered(0.8, "--alias", "production")
        tags = subprocess.run(["git", "-C", self.project.at(".mlpipe/repo.git"), "tag"], check=True,
                              capture_output=True, text=True).stdout.split()
        self.assertEqual(tags, ["flights#production#1", "flights@v0.0.1"])
        self.assertFalse(self.project.exists(".git"))
        self.assertIn("no git remote", self.call("promote", "flights", "--push", code=2).err)


class ModelsInStages(ModelCase):
    def stage(self, command, more=""):
        self.project.pipeline(PIPELINE + f"  publish:\n    cmd: {command}\n    needs: [evaluate]\n"
                                         f"    deps: [model.bin]\n    outs: [published]\n{more}")

    def environment(self):
        return {**ADA, "PATH": os.path.dirname(MLPIPE) + ":" + os.environ["PATH"]}

    def test_an_event_is_linked_to_the_run_and_stage_that_called(self):
        self.stage("mlpipe model register flights model.bin --alias candidate && touch published")
        record = self.project.run(env=self.environment())
        shown = self.json("show", "flights")
        self.assertEqual((shown["run"], shown["stage"], shown["metrics"]), (record["id"], "train", {"eval.json:auc": 0.8}))
        self.assertEqual(shown["commit"], record["commit"])
        for event in shown["events"]:
            self.assertEqual((event["run"], event["stage"]), (record["id"], "publish"))
        self.assertIn(f"run {record['id']}, stage publish", self.call("show", "flights").out)
        models = self.project.call("show", record["id"], "--json").json()["models"]
        self.assertEqual([one["tag"] for one in models], ["flights@v0.0.1", "flights#candidate#1"])
        database = sqlite3.connect(self.project.at(".mlpipe/lineage.db"))
        linked = database.execute("SELECT e.tag FROM model_events e JOIN runs r ON r.run = e.run ORDER BY e.tag")
        self.assertEqual([tag for (tag,) in linked], ["flights#candidate#1", "flights@v0.0.1"])
        database.close()

    def test_a_stage_of_another_project_is_not_linked(self):
        other = Project(self, git=True)
        other.write("model", "other")
        self.stage(f"cd {other.path} && env -u MLPIPE_ROOT mlpipe model register other model && "
                   f"touch {self.project.path}/published")
        self.project.run(env=self.environment())
        (event,) = self.json("show", "other", project=other)["events"]
        self.assertNotIn("run", event)

    def test_an_alias_moves_while_a_run_holds_the_project(self):
        self.registered(0.8)
        self.stage("touch begun; while test ! -e go; do sleep 0.01; done; touch published")
        process = self.project.start("run", env=self.environment())
        wait_until(lambda: self.project.exists("begun"), "the stage runs")
        self.call("promote", "flights")
        self.assertEqual(self.aliases(), {"production": "v0.0.1"})
        self.project.write("go", "")
        self.assertEqual(self.project.finish(process).code, 0)

    def test_a_repetition_changes_nothing(self):
        self.stage("mlpipe model register flights model.bin > said && touch published")
        record = self.project.run(env=self.environment())
        before = self.json("history")
        report = self.project.call("reproduce", record["id"], "--json", code=4, env=self.environment()).json()
        self.assertEqual(report["verdict"], "failed")
        self.assertEqual(self.json("history"), before)
        for words in (("register", "flights", "model.bin"), ("promote", "flights"),
                      ("deprecate", "flights@v0.0.1", "-m", "x")):
            self.assertIn("replays never", self.call(*words, code=2, env={"MLPIPE_REPLAY": "1"}).err)


class HostileNames(ModelCase):
    def test_what_others_wrote_cannot_reach_the_terminal(self):
        for name, words in (("flights@v1.0.0", "\x1b[2Jgone\x07"), ("flights#production#1", "\x1b]0;title\x07")):
            done = self.project.git("tag", "-a", "-m", words, name)
            self.assertEqual(done.code, 0, done)
        for words in (("list",), ("list", "flights"), ("show", "flights"), ("history",), ("at", "now")):
            text = self.call(*words).text
            self.assertIn("v1.0.0", text)
            self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f]")

    def test_a_path_that_is_no_text(self):
        with open(os.path.join(os.fsencode(self.project.path), b"m\xff\x1b"), "wb") as file:
            file.write(b"content")
        result = self.project.finish(self.project.start("model", "register", "odd", b"m\xff\x1b", env=clean_environment(**ADA)))
        self.assertEqual(result.code, 0, result)
        self.assertIn("artifact", self.json("show", "odd"))
        self.assertNotIn("\x1b", self.call("show", "odd").out)


if __name__ == "__main__":
    main()
