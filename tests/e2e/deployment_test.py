"""Models made live and taken back, with a real service behind them."""
import json
import os
import signal
import subprocess
import sys
import time
import unittest

from deployment_support import Site, digest
from project import main, wait_until


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


if __name__ == "__main__":
    main()
