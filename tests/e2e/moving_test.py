"""Results from one clone to another: push, pull, run --pull, and what may go wrong on the way."""
import os
import signal
import unittest

import project
from moving_support import Clones, SshServer, find_sshd


class Directory(Clones):
    def setUp(self):
        super().setUp()
        self.first.call("remote", "add", "lab", self.remote)
        self.first.commit("configure")

    def test_a_fresh_clone_with_pull_runs_nothing(self):
        self.first.run()
        self.first.commit("results")
        out = self.first.call("push").out
        self.assertIn("Pushed 5 objects and 3 records", out)
        self.assertIn("1 run with git's 'origin'", out)
        self.assertIn("Nothing to push", self.first.call("push").out)
        self.first.git("push", "-q", "origin", "main")

        second = self.clone("second")
        self.assertFalse(second.exists("data"))
        pulled = second.call("pull", "--json").json()
        self.assertEqual(pulled["problems"], [])
        self.assertEqual(pulled["imported"], 1)
        self.assertEqual(second.read("data/b.txt"), "b\n")
        self.assertEqual(second.read("model.txt"), "model of a b\n")
        self.assertEqual(set(second.statuses().values()), {"skipped"})
        # The run is known as the other clone's, with its metrics.
        run = second.call("runs", "--json").json()["runs"][0]
        self.assertEqual(run["id"], pulled["runs"][0])
        shown = second.call("show", run["id"], "--json").json()
        self.assertEqual([one["metrics"] for one in shown["executions"] if "metrics" in one],
                         [{"metrics.json:size": 13}])
        self.assertEqual(second.call("pull", "--json").json()["objects"], 0)

    def test_inputs_that_git_does_not_have_come_along(self):
        self.first.write("raw.csv", "1,2\n")
        self.first.append(".gitignore", "raw.csv\n")
        self.first.edit("pipeline.yaml", "deps: [prepare.sh]", "deps: [prepare.sh, raw.csv]")
        self.first.run()
        self.first.commit("raw data")
        self.first.call("push")
        self.first.git("push", "-q", "origin", "main")
        second = self.clone("second")
        self.assertFalse(second.exists("raw.csv"))
        second.call("pull")
        self.assertEqual(second.read("raw.csv"), "1,2\n")
        self.assertEqual(set(second.statuses().values()), {"skipped"})

    def test_targets_and_runs_are_moved_by_themselves(self):
        self.first.run()
        self.assertIn("Pushed 3 objects and 1 record", self.first.call("push", "prepare", "--no-git").out)
        run = self.first.call("runs", "--json").json()["runs"][0]["id"]
        self.first.edit("train.sh", "model of", "better model of")
        self.first.run()
        pushed = self.first.call("push", "--run", run, "--json").json()
        self.assertEqual(pushed["runs"], [run])
        self.assertEqual(pushed["objects"], 2)

    def test_what_a_remote_lacks_or_has_damaged_is_named(self):
        self.first.run()
        self.first.call("push")
        self.first.commit("results")
        self.first.git("push", "-q", "origin", "main")
        model = self.object_of(b"model of a b\n")
        part = self.object_of(b"b\n")
        os.chmod(part, 0o600)
        with open(part, "w", encoding="ascii") as file:
            file.write("x\n")
        os.unlink(model)
        second = self.clone("second")
        result = second.call("pull", code=1)
        self.assertRegex(result.err, r"missing  model.txt  [0-9a-f]{64}  \(stage train\)")
        self.assertRegex(result.err, r"damaged  data/b.txt  [0-9a-f]{64}  \(stage prepare\)")
        self.assertFalse(second.exists("data"))
        self.assertEqual(second.read("metrics.json"), '{"size": 13}\n')
        # What was computed again mends the remote, where it is missing.
        second.run()
        second.call("push")
        self.assertTrue(os.path.exists(model))

    def test_a_remote_that_cannot_be_written_to_says_so(self):
        self.first.run()
        self.first.call("remote", "add", "lab", "/proc/mlpipe", "--force")
        result = self.first.call("push", "--no-git", code=1)
        self.assertIn("/proc/mlpipe", result.err)
        result = self.first.call("pull", "--no-git", code=1)
        self.assertIn("is not there", result.err)

    def test_a_push_that_was_killed_goes_on(self):
        self.first.edit("prepare.sh", "mkdir -p data", "mkdir -p data; for i in $(seq 3000); do "
                                                        "echo number $i > data/$i; done")
        self.first.run()
        process = self.first.start("push", "--no-git")
        project.wait_until(lambda: len(self.remote_objects()) > 100 or process.poll() is not None,
                           "the push has begun")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        before = self.remote_objects()
        for path in before:
            self.assertEqual(project.content_of(path), self.stored(path), path)
        pushed = self.first.call("push", "--no-git", "--json").json()
        self.assertEqual(len(self.remote_objects()), len(before) + pushed["objects"])
        second = self.clone_of(self.first)
        second.call("pull", "--no-git")
        self.assertEqual(second.read("data/2999"), "number 2999\n")

    def test_a_cold_job_with_run_pull_runs_only_what_changed(self):
        self.first.run()
        self.first.commit("results")
        self.first.call("push")
        self.first.edit("train.sh", "model of", "new model of")
        self.first.commit("another model")
        self.first.git("push", "-q", "origin", "main")
        second = self.clone("second")
        self.assertEqual(second.statuses("--pull"),
                         {"prepare": "restored", "train": "ran", "evaluate": "ran"})
        self.assertEqual(second.read("model.txt"), "new model of a b\n")
        # Without the lock the records of the remote are enough.
        third = self.clone("third")
        third.remove("pipeline.yaml.lock")
        third.git("checkout", "-q", "HEAD~1", "--", "train.sh")
        self.assertEqual(set(third.statuses("--pull", "--remote", "lab").values()), {"restored"})

    def test_a_cold_job_without_its_remote_stops_at_once(self):
        self.first.run()
        second = self.clone_of(self.first)
        result = second.call("run", "--pull", code=1)
        self.assertIn("is not there", result.err)
        self.assertFalse(second.exists("model.txt"))
        self.assertIn("no remote 'nas'", second.call("run", "--pull", "--remote", "nas", code=2).err)


class Settings(Clones):
    def test_remotes_are_kept_in_the_settings_with_their_comments(self):
        first = self.first
        first.write(".mlpipe/config.yaml", "# ours\nrun: {jobs: 2}  # two\n")
        first.call("remote", "add", "lab", "/srv/lab")
        self.assertEqual(first.read(".mlpipe/config.yaml"),
                         "# ours\nrun: {jobs: 2}  # two\nremotes:\n  lab:\n    url: /srv/lab\n")
        self.assertEqual(first.call("remote", "default").out, "lab\n")
        first.call("remote", "add", "box", "ssh://anna@box:2222/srv/runs", "--local", "-d")
        self.assertEqual(first.call("remote", "default").out, "box\n")
        remotes = first.call("remote", "list", "--json").json()["remotes"]
        self.assertEqual([(one["name"], one["default"]) for one in remotes], [("box", True), ("lab", False)])
        self.assertIn("already", first.call("remote", "add", "lab", "/srv/x", code=2).err)
        self.assertIn("--local", first.call("remote", "remove", "box", code=2).err)
        first.call("remote", "remove", "box", "--local")
        self.assertEqual(first.read(".mlpipe/config.local.yaml"), "")
        first.call("remote", "remove", "lab")
        self.assertEqual(first.read(".mlpipe/config.yaml"), "# ours\nrun: {jobs: 2}  # two\n")
        self.assertIn("there is no remote yet", first.call("push", code=2).err)

    def test_a_password_is_refused_and_not_repeated(self):
        result = self.first.call("remote", "add", "lab", "ssh://anna:secret@box/srv", code=2)
        self.assertIn("password", result.err)
        self.assertNotIn("secret", result.err)

    def test_a_repetition_of_a_run_pushes_nothing(self):
        self.first.call("remote", "add", "lab", self.remote)
        self.first.run()
        self.assertIn("MLPIPE_REPLAY", self.first.call("push", env={"MLPIPE_REPLAY": "1"}, code=2).err)


@unittest.skipUnless(find_sshd(), "sshd is not installed (openssh-server)")
class Ssh(Clones):
    def setUp(self):
        super().setUp()
        self.server = SshServer(self)
        self.environment = {"PATH": self.server.path}

    def test_results_go_through_ssh_and_back(self):
        self.first.call("remote", "add", "box", self.server.url(self.remote + "/with 'quotes' $(id)"))
        self.first.run()
        self.first.commit("results")
        pushed = self.first.call("push", "--json", env=self.environment).json()
        self.assertEqual((pushed["objects"], pushed["records"]), (5, 3))
        self.first.git("push", "-q", "origin", "main")
        self.assertTrue(os.path.isdir(self.remote + "/with 'quotes' $(id)/objects"))
        second = self.clone("second")
        second.call("pull", env=self.environment)
        self.assertEqual(set(second.statuses().values()), {"skipped"})
        third = self.clone("third")
        self.assertEqual(set(third.statuses("--pull", env=self.environment).values()), {"restored"})

    def test_what_ssh_says_is_passed_on(self):
        self.first.run()
        self.first.call("remote", "add", "box", self.server.url(self.remote, host="no-such-host.invalid"))
        result = self.first.call("push", env=self.environment, code=1)
        self.assertIn("cannot reach 'ssh://", result.err)
        self.assertIn("no-such-host.invalid", result.err)
        # A host whose key nobody knows.
        self.server.forget_host_key()
        self.first.call("remote", "add", "box", self.server.url(self.remote), "--force")
        self.assertIn("Host key verification failed",
                      self.first.call("push", env=self.environment, code=1).err)

    def test_a_push_whose_server_dies_goes_on(self):
        self.first.edit("prepare.sh", "mkdir -p data", "mkdir -p data; for i in $(seq 2000); do "
                                                        "echo number $i > data/$i; done")
        self.first.run()
        self.first.call("remote", "add", "box", self.server.url(self.remote))
        process = self.first.start("push", "--no-git", env=self.environment)
        project.wait_until(lambda: len(self.remote_objects()) > 100 or process.poll() is not None,
                           "the push has begun")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        before = len(self.remote_objects())
        pushed = self.first.call("push", "--no-git", "--json", env=self.environment).json()
        # The server may still have carried out what was on its way when the client died.
        self.assertLessEqual(pushed["objects"], len(self.remote_objects()) - before)
        self.assertEqual({path[-65:].replace("/", "") for path in self.remote_objects()}, self.first.objects())
        for path in self.remote_objects():
            self.assertEqual(project.content_of(path), self.stored(path), path)


if __name__ == "__main__":
    project.main()
