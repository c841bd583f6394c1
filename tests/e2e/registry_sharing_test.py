"""The registry between people and tools: two clones, approvals by somebody else, and GTO on the same tags."""
import json
import os
import subprocess
import unittest

from project import GIT_IDENTITY, PATIENCE_S, Project, clean_environment, main

GTO = os.environ.get("GTO", "")


def person(name):
    address = name.lower() + "@example.org"
    return {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": address, "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": address}


class Clone(Project):
    """A clone of a repository, and the person who works in it."""

    def __init__(self, case, origin, name):
        super().__init__(case, directory=os.path.join(Project(case).path, name))
        self.who = person(name)
        done = self.git("clone", "-q", origin.path, ".")
        case.assertEqual(done.code, 0, done)

    def model(self, *words, code=0):
        return self.call("model", *words, code=code, env=self.who)

    def aliases(self):
        (model,) = self.model("list", "--json").json()["models"]
        return model["aliases"]

    def commit_as(self, message="change"):
        self.git("add", "-A", "--", ".", ":!.mlpipe")
        done = subprocess.run(["git", "commit", "-q", "-m", message], cwd=self.path, check=False,
                              env=clean_environment(**GIT_IDENTITY | self.who), capture_output=True, text=True,
                              timeout=PATIENCE_S)
        self.case.assertEqual(done.returncode, 0, done.stderr)


class SharedRegistry(unittest.TestCase):
    def setUp(self):
        begun = Project(self, git=True)
        begun.write("one", "1\n")
        begun.write("two", "2\n")
        begun.commit("begin")
        self.origin = Project(self, directory=os.path.join(Project(self).path, "origin.git"))
        begun.git("clone", "-q", "--bare", begun.path, self.origin.path)
        self.ada, self.ben = Clone(self, self.origin, "Ada"), Clone(self, self.origin, "Ben")

    def origin_tags(self):
        return self.origin.git("tag").out.split()


class TwoPeople(SharedRegistry):
    def test_who_promotes_second_is_told_and_theirs_is_here(self):
        for content in ("one", "two"):
            self.ada.model("register", "flights", content, "--push")
        self.ben.git("fetch", "-q", "--tags")
        pushed = self.ada.model("promote", "flights@v0.0.1", "-m", "mine", "--push", "--json").json()
        self.assertEqual(pushed["pushed"], "origin")
        lost = self.ben.model("promote", "flights@v0.0.2", "-m", "no, mine", "--push", code=1)
        for said in ("somebody else was faster at 'origin'", "'production' was moved to v0.0.1 by Ada <ada@example.org>",
                     "(flights#production#1)", "taken back"):
            self.assertIn(said, lost.err)
        self.assertEqual(self.ben.aliases(), {"production": "v0.0.1"})
        self.assertEqual([one.get("why") for one in self.ben.model("history", "--json").json()["events"][:1]], ["mine"])
        self.ben.model("promote", "flights@v0.0.2", "-m", "still", "--push=origin")
        self.assertEqual(self.origin_tags(), ["flights#production#1", "flights#production#2", "flights@v0.0.1",
                                              "flights@v0.0.2"])

    def test_a_push_that_failed_is_made_up_for_by_the_same_command(self):
        self.ada.model("register", "flights", "one")
        away = self.origin.path + ".away"
        os.rename(self.origin.path, away)
        failed = self.ada.model("promote", "flights", "--push", code=1)
        self.assertIn("the same command again pushes it", failed.err)
        os.rename(away, self.origin.path)
        again = self.ada.model("promote", "flights", "--push", "--json").json()
        self.assertEqual((again["event"], again["pushed"]), (None, "origin"))
        self.assertEqual(self.origin_tags(), ["flights#production#1", "flights@v0.0.1"])

    def test_a_clone_without_tags_says_what_it_may_lack(self):
        self.ada.model("register", "flights", "one", "--push")
        self.ben.git("config", "remote.origin.tagOpt", "--no-tags")
        refused = self.ben.model("show", "flights", code=2).err
        self.assertIn("this clone takes no tags from 'origin', and may lack it", refused)
        self.assertIn("There may be more", self.ben.model("list").err)


class Approvals(SharedRegistry):
    def test_production_waits_for_somebody_else(self):
        self.ada.write(".mlpipe/config.yaml", "registry:\n  approvals: {production: 1}\n")
        version = self.ada.model("register", "flights", "one", "--alias", "candidate", "--json").json()["version"]
        approval = f"approvals/{version['artifact']['sha256']}.yaml"
        self.assertIn(approval, self.ada.model("promote", "flights", code=1).err)
        self.ada.write(approval, "by: Ada\nwhy: it is mine\n")
        self.assertIn("has 0", self.ada.model("promote", "flights", code=1).err, "it is not committed")
        # The model's commit is by whom the clone's first commit is.
        self.ada.who.update({key: value for key, value in GIT_IDENTITY.items() if key in self.ada.who})
        self.ada.commit_as()
        refused = self.ada.model("promote", "flights", code=1).err
        self.assertIn("the author of the model's commit", refused)
        self.ada.write(approval, "by: Cy\nwhy: looked at its mistakes\n")
        self.ada.who = person("Cy")
        self.ada.commit_as("Approve")
        done = self.ada.model("promote", "flights", "--json").json()
        self.assertEqual(done["event"]["approved_by"], ["Cy <cy@example.org>"])
        self.assertIn("approved by Cy <cy@example.org>", self.ada.model("history").out)
        self.assertEqual(self.ada.aliases(), {"candidate": "v0.0.1", "production": "v0.0.1"})


@unittest.skipUnless(os.path.exists(GTO), "GTO, which scripts/test installs, is not there")
class Gto(SharedRegistry):
    def gto(self, *words):
        environment = clean_environment(PATH=os.environ["PATH"], HOME=self.ada.path, **GIT_IDENTITY)
        done = subprocess.run([GTO, *words], cwd=self.ada.path, env=environment, capture_output=True, text=True,
                              timeout=PATIENCE_S, check=False)
        self.assertEqual(done.returncode, 0, done)
        return done.stdout

    def test_it_reads_what_we_write(self):
        self.ada.model("register", "flights", "one", "--version", "v1.2.0")
        self.ada.model("register", "flights", "two", "--alias", "candidate")
        self.ada.model("promote", "flights@v1.2.0")
        self.ada.model("promote", "flights@v1.2.1", "-m", "better")
        shown = json.loads(self.gto("show", "--json"))
        self.assertEqual(shown["flights"]["version"], "v1.2.1")
        self.assertEqual(shown["flights"]["stage"], {"candidate": "v1.2.1", "production": "v1.2.1"})
        self.assertEqual(self.gto("show", "flights#production", "--version").strip(), "v1.2.1")
        history = json.loads(self.gto("history", "flights", "--json"))
        self.assertEqual(sorted((one["ref"], one["event"], one["version"]) for one in history), [
            ("flights#candidate#1", "assignment", "v1.2.1"), ("flights#production#1", "assignment", "v1.2.0"),
            ("flights#production#2", "assignment", "v1.2.1"), ("flights@v1.2.0", "registration", "v1.2.0"),
            ("flights@v1.2.1", "registration", "v1.2.1")])
        self.assertEqual({one["author"] for one in history}, {"Ada"})
        found = json.loads(self.gto("check-ref", "flights#production#1", "--json"))
        self.assertEqual((found["event"], found["version"], found["stage"]), ("assignment", "v1.2.0", "production"))
        self.ada.write("three", "3\n")
        self.ada.model("register", "flights", "three")
        self.ada.model("deprecate", "flights@v1.2.2", "-m", "wrong")
        self.assertEqual(json.loads(self.gto("show", "--json"))["flights"]["version"], "v1.2.1")

    def test_we_read_what_it_writes(self):
        self.gto("register", "flights", "--version", "v1.0.0", "-m", "By GTO")
        self.gto("assign", "flights", "--version", "v1.0.0", "--stage", "production")
        shown = self.ada.model("show", "flights@production", "--json").json()
        self.assertEqual((shown["version"], shown["by"], shown["why"]), ("v1.0.0", "Test <test@example.org>", "By GTO"))
        self.assertNotIn("artifact", shown)
        self.assertIn("made by another tool", self.ada.model("show", "flights").out)
        self.ada.model("register", "flights", "one")
        self.ada.model("promote", "flights@v1.0.1")
        self.assertEqual(self.ada.aliases(), {"production": "v1.0.1"})
        self.gto("deprecate", "flights", "v1.0.1", "production")
        self.assertEqual(self.ada.aliases(), {})
        events = self.ada.model("history", "--json").json()["events"]
        self.assertEqual([one["event"] for one in events],
                         ["unassigned", "assigned", "registered", "assigned", "registered"])


if __name__ == "__main__":
    main()
