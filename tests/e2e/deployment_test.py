"""Models made live and taken back, with a real service behind them."""
import os
import signal
import sys
import unittest

from deployment_support import Site, digest
from project import Project, main, wait_until


class Deployment(unittest.TestCase):
    def test_a_worse_release_goes_back_by_itself(self):
        site = Site(self)
        service = site.serve()
        first = site.deploy("first", *site.smoke(), *site.commands)
        self.assertEqual((first["outcome"], first["release"]["version"]), ("live", "v0.0.1"))
        self.assertIn("smoke        | it works", first["text"])
        self.assertIn("health       | first is well", first["text"])
        self.assertEqual(service.model, "first")

        unfit = site.deploy("unfit", *site.smoke(), *site.commands, code=1)
        self.assertEqual(unfit["outcome"], "unchanged")
        self.assertIn("AssertionError", unfit["error"])
        self.assertEqual((site.live(), service.activations), ("first", ["first"]))

        broken = site.deploy("broken", *site.smoke(), *site.commands, code=1)
        self.assertEqual(broken["outcome"], "reverted")
        self.assertIn("the server says: broken is broken", broken["error"])
        self.assertEqual((site.live(), service.model), ("first", "first"))
        self.assertEqual(service.activations, ["first", "broken", "first"])

        second = site.deploy("second", *site.smoke(), *site.commands, "-m", "it is better")
        self.assertEqual(second["previous"]["version"], "v0.0.1")
        self.assertEqual(second["event"]["why"], "it is better")
        self.assertEqual(service.model, "second")
        tags = site.git("tag", "--list", "flights#*").out.split()
        self.assertEqual(tags, ["flights#production#1", "flights#production#2"])

        back = site.roll_back("-m", "too slow")
        self.assertEqual((back["release"]["version"], back["event"]["from"]), ("v0.0.1", second["release"]["version"]))
        self.assertEqual((site.live(), service.model), ("first", "first"))
        self.assertEqual(site.git("status", "--porcelain", "releases").out, "")

    def test_a_text_says_what_happened(self):
        site = Site(self)
        site.write("models/model.txt", "first")
        told = site.call("model", "deploy", "flights", "models/model.txt", *site.smoke()).out
        self.assertIn("flights v0.0.1 is live; 'production' points to it now.", told)
        site.write("models/model.txt", "unfit")
        told = site.call("model", "deploy", "flights", "models/model.txt", *site.smoke(), code=1).out
        self.assertIn("Not deployed, and nothing was changed: v0.0.1 is live.", told)
        told = site.call("model", "rollback", "flights", code=2).err
        self.assertIn("there is no good release of flights to go back to", told)

    def test_show_says_what_is_live_and_what_was_killed(self):
        site = Site(self)
        site.deploy("first")
        site.write("models/model.txt", "second")
        process = site.start("model", "deploy", "flights", "models/model.txt", "--activate", "touch begun; sleep 1000")
        wait_until(lambda: site.exists("begun"), "the second is activated")
        process.kill()
        site.finish(process)
        self.assertEqual(site.live(), "second")
        second = site.call("model", "show", "flights@v0.0.2", "--json").json()
        self.assertTrue(second["live"])
        self.assertIn("the next deployment or rollback undoes it", second["pending"])
        self.assertNotIn("live", site.call("model", "show", "flights@v0.0.1").out.split("go on with")[0])
        back = site.roll_back()
        self.assertEqual((back["release"]["version"], site.live()), ("v0.0.1", "first"))
        first = site.call("model", "show", "flights@v0.0.1").out
        self.assertIn("live in releases/", first)
        self.assertNotIn("killed", first)

    def test_it_works_without_git_and_elsewhere(self):
        site = Site(self, git=False)
        site.write(".mlpipe/config.yaml", "")
        for content in ("first", "second"):
            site.deploy(content, "--to", "served")
        self.assertEqual(site.live("served"), "second")
        site.roll_back("--to", "served")
        self.assertEqual(site.live("served"), "first")
        self.assertFalse(site.exists("releases"))

    def test_a_directory_is_deployed_whole_and_read_only(self):
        site = Site(self)
        site.write("models/net/config.json", "{}")
        site.write("models/net/weights/part", "1")
        os.chmod(site.at("models/net/weights/part"), 0o755)
        os.symlink("part", site.at("models/net/weights/latest"))
        os.mkdir(site.at("models/net/empty"))
        site.call("model", "deploy", "flights", "models/net")
        release = "releases/flights/current/net/"
        self.assertEqual(site.read(release + "weights/latest"), "1")
        self.assertEqual(os.readlink(site.at(release + "weights/latest")), "part")
        self.assertEqual(os.stat(site.at(release + "weights/part")).st_mode & 0o777, 0o555)
        self.assertEqual(os.stat(site.at(release + "empty")).st_mode & 0o777, 0o555)
        self.assertEqual(os.stat(site.at(release + "config.json")).st_nlink, 1)

    def test_commands_get_values_by_their_environment(self):
        site = Site(self)
        site.deploy("first")
        site.deploy("second", "--smoke", "env | grep ^MLPIPE_ | sort > seen; pwd >> seen")
        place = site.at("releases/flights")
        self.assertEqual(site.lines("seen"), [
            f"MLPIPE_CURRENT={place}/current", f"MLPIPE_DIGEST={digest('second')}",
            *[line for line in site.lines("seen") if line.startswith("MLPIPE_EXECUTION=")],
            f"MLPIPE_MODEL={place}/{digest('second')}/model.txt", "MLPIPE_MODEL_NAME=flights",
            f"MLPIPE_PREVIOUS={place}/{digest('first')}", f"MLPIPE_RELEASE={place}/{digest('second')}",
            "MLPIPE_VERSION=v0.0.2", site.path])

    def test_nothing_outlives_its_command(self):
        site = Site(self)
        site.deploy("first", "--smoke", "sleep 1000 & echo $! > pid")
        self.assertFalse(site.is_running(int(site.read("pid"))))
        told = site.deploy("second", "--activate", "sleep 1000 & echo $! > pid")["text"]
        self.assertIn("it has left 1 process behind", told)
        self.assertFalse(site.is_running(int(site.read("pid"))))


class Interrupted(unittest.TestCase):
    def interrupt(self, site, *arguments):
        site.write("models/model.txt", "second")
        process = site.start("model", "deploy", "flights", "models/model.txt", "--json", *arguments)
        wait_until(lambda: site.exists("pid") and site.read("pid"), "the command runs")
        process.send_signal(signal.SIGINT)
        result = site.finish(process)
        self.assertEqual(result.code, 130, result)
        self.assertFalse(site.is_running(int(site.read("pid"))))
        self.assertEqual(site.live(), "first")
        return result.json()

    def test_before_the_swap_nothing_is_changed(self):
        site = Site(self)
        site.deploy("first")
        self.assertEqual(self.interrupt(site, "--smoke", "echo $$ > pid; sleep 1000")["outcome"], "unchanged")

    def test_after_it_the_deployment_goes_back(self):
        site = Site(self)
        site.deploy("first", "--activate", "echo first >> activated")
        report = self.interrupt(site, "--activate", "echo second >> activated; echo $$ > pid; sleep 1000")
        self.assertEqual(report["outcome"], "reverted")
        self.assertEqual(site.lines("activated"), ["first", "second", "first"])


class WithRuns(unittest.TestCase):
    def test_a_rollback_does_not_wait_for_a_run(self):
        site = Site(self)
        site.deploy("first")
        site.deploy("second")
        site.pipeline("""\
            stages:
              long: {cmd: "touch running; while [ ! -e end ]; do sleep 0.01; done", always_changed: true}
            """)
        run = site.start("run")
        wait_until(lambda: site.exists("running"), "the run runs")
        self.assertEqual(site.call("run", code=7).code, 7)
        self.assertEqual(site.roll_back()["release"]["version"], "v0.0.1")
        self.assertIsNone(run.poll())
        site.write("end", "")
        self.assertEqual(site.finish(run).code, 0)

    def test_a_stage_deploys_and_a_replay_does_not(self):
        site = Site(self)
        site.pipeline(f"""\
            stages:
              train: {{cmd: "cp source model.txt", deps: [source], outs: [model.txt]}}
              deploy:
                cmd: "{os.environ['MLPIPE']} model deploy flights model.txt -m released"
                deps: [model.txt]
            """)
        site.write("source", "first")
        site.write(".gitignore", "/model.txt\n")
        site.commit()
        record = site.run()
        self.assertEqual(record["stages"]["deploy"]["status"], "ran")
        self.assertEqual(site.live(), "first")
        message = site.git("tag", "--list", "--format=%(contents)", "flights#production#1").out
        self.assertIn(record["id"], message)
        self.assertIn('"stage":"deploy"', message.replace(" ", ""))
        self.assertEqual(site.state()["good"][0]["stage"], "deploy")
        site.call("model", "deploy", "flights", "model.txt", env={"MLPIPE_REPLAY": "1"}, code=2)
        site.call("model", "rollback", "flights", env={"MLPIPE_REPLAY": "1"}, code=2)
        # Releases are no part of what a run records.
        files = site.git("ls-tree", "-r", "--name-only", "refs/mlpipe/runs/" + record["id"]).out
        self.assertNotIn("releases/", files)

    def test_only_one_deploys_at_a_time(self):
        site = Site(self)
        site.write("models/model.txt", "first")
        process = site.start("model", "deploy", "flights", "models/model.txt", "--smoke",
                             "touch begun; while [ ! -e end ]; do sleep 0.01; done")
        wait_until(lambda: site.exists("begun"), "the first deploys")
        told = site.call("model", "deploy", "flights", "models/model.txt", code=7).err
        self.assertIn(f"are being changed by process {process.pid}", told)
        site.write("end", "")
        self.assertEqual(site.finish(process).code, 0)


class Kept(unittest.TestCase):
    def test_a_collection_takes_nothing_of_what_is_live_or_was(self):
        site = Site(self)
        for content in ("first", "second"):
            site.deploy(content)
        site.write("loose", "loose")
        site.call("model", "register", "other", "loose")
        site.git("tag", "-d", "other@v0.0.1")
        site.call("gc", "--older-than", "0", "--keep-runs", "0", "--yes")
        self.assertEqual(site.objects(), {digest("first"), digest("second")})
        self.assertEqual(site.roll_back()["outcome"], "live")

    def test_a_rollback_needs_no_store_and_no_model(self):
        site = Site(self)
        for content in ("first", "second"):
            site.deploy(content)
        site.remove(".mlpipe")
        site.remove("models")
        self.assertEqual(site.roll_back()["outcome"], "live")
        self.assertEqual(site.live(), "first")

    def test_what_is_live_is_live_although_its_alias_cannot_be_pushed(self):
        site = Site(self)
        site.commit()
        origin = Project(self)
        self.assertEqual(origin.git("init", "-q", "--bare").code, 0)
        site.git("remote", "add", "origin", origin.path)
        self.assertEqual(site.deploy("first", "--push")["pushed"], "origin")
        self.assertEqual(origin.git("tag").out.split(), ["flights#production#1", "flights@v0.0.1"])
        origin.remove("refs")
        told = site.deploy("second", "--push", code=1)
        self.assertEqual((told["outcome"], told["pushed"], site.live()), ("live", None, "second"))
        self.assertIn("it is live, but that could not be pushed", told["error"])


# Says what the model holds; WORSE requests are answered differently by the model that is called so.
ANSWER = """\
import json, os, sys
model = open(os.environ["MLPIPE_MODEL"]).read()
for line in sys.stdin:
    asked = json.loads(line)["x"]
    if model == "dies" and asked == 3:
        sys.exit("out of memory")
    print(json.dumps({"y": asked + (1 if model == "worse" and asked == 2 else 1e-9)}), flush=True)
"""


class Shadow(unittest.TestCase):
    def setUp(self):
        self.site = Site(self)
        self.site.write("answer.py", ANSWER)
        self.site.write("requests.jsonl", "".join('{"x": %d}\n' % x for x in range(5)))
        self.shadow = ["--shadow", "requests.jsonl", "--answer", f"{sys.executable} answer.py"]

    def test_candidate_and_production_answer_the_same(self):
        first = self.site.deploy("first", *self.shadow)
        self.assertIn("nothing is live yet to compare with", first["text"])
        same = self.site.deploy("same", *self.shadow, "--max-disagreement", "0", "--max-p99", "1m")
        self.assertEqual((same["shadow"]["requests"], same["shadow"]["different"]), (5, 0))
        self.assertGreater(same["shadow"]["candidate"]["p99_s"], 0)

        worse = self.site.deploy("worse", *self.shadow, "--max-disagreement", "0.1", code=3)
        self.assertEqual((worse["outcome"], worse["shadow"]["disagreement"]), ("gated", 0.2))
        self.assertEqual(worse["shadow"]["first_different"], [3])
        self.assertEqual(self.site.live(), "same")
        told = self.site.call("model", "deploy", "flights", "models/model.txt", *self.shadow).out
        self.assertIn("5 requests, 1 answered differently (20 %); first at line 3", told)
        self.assertEqual(self.site.live(), "worse")

    def test_a_program_that_dies_fails_the_deployment(self):
        self.site.deploy("first")
        dies = self.site.deploy("dies", *self.shadow, code=1)
        self.assertEqual(dies["outcome"], "unchanged")
        self.assertIn("the candidate v0.0.2 ended without an answer, at line 4 of the requests", dies["error"])
        self.assertIn("out of memory", dies["error"])

    def test_what_belongs_together_is_asked_for(self):
        for words in (self.shadow[:2], self.shadow[2:], ["--max-disagreement", "0.1"]):
            self.site.deploy_refused("first", *words)

    def test_an_interrupt_ends_the_programs(self):
        site = self.site
        site.deploy("first")
        site.write("models/model.txt", "second")
        process = site.start("model", "deploy", "flights", "models/model.txt", "--json", "--shadow", "requests.jsonl",
                             "--answer", "echo $$ >> pids; exec sleep 1000")
        wait_until(lambda: len(site.lines("pids")) == 2, "both programs run")
        process.send_signal(signal.SIGINT)
        result = site.finish(process)
        self.assertEqual((result.code, result.json()["outcome"]), (130, "unchanged"))
        for pid in site.lines("pids"):
            self.assertFalse(site.is_running(int(pid)))


if __name__ == "__main__":
    main()
