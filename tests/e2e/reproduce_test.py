#!/usr/bin/env python3
"""Run commits, and what they are good for: reproduce, restore, bisect."""
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
from project import GIT_IDENTITY, Project, clean_environment, main, remove_tree, wait_until  # noqa: E402

PIPELINE = """
    name: demo
    stages:
      prepare:
        cmd: sort -n raw.txt | head -n $(tr -dc 0-9 < params.yaml) > clean.txt
        deps: [raw.txt]
        params: [count]
        outs: [clean.txt]
      train:
        cmd: sh train.sh
        deps: [train.sh, clean.txt]
        outs: [model]
        metrics: [{metrics.json: {cache: false}}]
    """

TRAIN = """
    mkdir model
    awk '{ sum += $1 } END { print sum }' clean.txt > model/sum
    cp clean.txt model/seen
    printf '{"auc": %s}' $(cat model/sum) > metrics.json
    """


def demo(case, **options):
    project = Project(case, git=True, **options)
    project.git("config", "user.name", "Test")
    project.git("config", "user.email", "test@example.org")
    project.pipeline(PIPELINE)
    project.write("train.sh", TRAIN)
    project.write("params.yaml", "# how many\ncount: 3\n")
    project.write("raw.txt", "5\n3\n9\n1\n7\n")
    project.commit("the beginning")
    return project


def state_of_git(project):
    """All that a run must leave as it is, byte by byte."""
    found = {}
    for name in ("HEAD", "index", "packed-refs", "logs/HEAD", "refs/stash", "config"):
        path = project.at(os.path.join(".git", name))
        if os.path.exists(path):
            with open(path, "rb") as file:
                found[name] = hashlib.sha256(file.read()).hexdigest()
    found["branches"] = project.git("for-each-ref", "refs/heads", "refs/tags", "refs/remotes").out
    return found


class RunCommits(unittest.TestCase):
    def test_a_run_leaves_branches_index_and_stash_as_they_are(self):
        project = demo(self)
        project.write("train.sh", TRAIN + "# first\n")
        project.git("stash")
        project.write("staged.txt", "staged")
        project.git("add", "staged.txt")
        project.write("new_module.sh", "true")
        project.append("train.sh", "# dirty\n")
        before = state_of_git(project)
        record = project.run()
        self.assertEqual(state_of_git(project), before)
        changed = {line[3:] for line in project.git("status", "--porcelain", "-uall").out.splitlines()}
        self.assertEqual(changed, {"staged.txt", "train.sh", "new_module.sh", ".gitignore", "metrics.json",
                                   "pipeline.yaml.lock", ".mlpipe/.gitignore"})

        commit = record["commit"]
        self.assertEqual(project.git("rev-parse", f"refs/mlpipe/runs/{record['id']}").out.strip(), commit)
        self.assertEqual(project.git("rev-parse", commit + "^").out, project.git("rev-parse", "HEAD").out)
        names = project.git("ls-tree", "-r", "--name-only", commit).out.split()
        self.assertEqual(names, [".mlpipe/run.json", "metrics.json", "new_module.sh", "params.yaml",
                                 "pipeline.yaml", "raw.txt", "staged.txt", "train.sh"])
        self.assertIn("# dirty", project.git("show", commit + ":train.sh").out)
        self.assertEqual(project.git("show", commit + ":metrics.json").out, project.read("metrics.json"))
        trailers = project.git("log", "-1", "--format=%(trailers)", commit).out
        self.assertIn("Run-Id: " + record["id"], trailers)
        self.assertIn("Pipeline: pipeline.yaml", trailers)
        self.assertIn("metrics.json:auc = 9", project.git("log", "-1", "--format=%B", commit).out)
        self.assertEqual(project.git("fsck", "--strict").code, 0)

    def test_the_summary_names_the_commit_and_nothing_to_do_makes_none(self):
        project = demo(self)
        text = project.call("run").text
        commit = project.git("for-each-ref", "--format=%(objectname)", "refs/mlpipe").out.strip()
        self.assertIn("Commit " + commit[:12], text)
        project.call("run")
        self.assertEqual(project.git("for-each-ref", "--format=%(objectname)", "refs/mlpipe").out.strip(), commit)

    def test_a_failed_run_is_committed_too(self):
        project = demo(self)
        project.write("train.sh", "exit 3\n")
        record = project.run(code=1)
        self.assertIn("demo: failed", project.git("log", "-1", "--format=%s", record["commit"]).out)

    def test_without_a_repository_mlpipe_keeps_one_of_its_own(self):
        project = Project(self)
        project.pipeline(PIPELINE)
        project.write("train.sh", TRAIN)
        project.write("params.yaml", "count: 3\n")
        project.write("raw.txt", "5\n3\n9\n")
        first = project.call("run")
        self.assertIn("repo.git", first.text)
        project.write("params.yaml", "count: 2\n")
        second = project.call("run")
        self.assertNotIn("repo.git", second.text)
        own = ("git", "--git-dir", project.at(".mlpipe/repo.git"))
        runs = subprocess.run([*own, "for-each-ref", "--format=%(objectname)"], capture_output=True, text=True,
                              check=True).stdout.split()
        self.assertEqual(len(runs), 2)
        diff = subprocess.run([*own, "diff", *runs], capture_output=True, text=True, check=True).stdout
        self.assertIn("-count: 3\n+count: 2", diff)
        self.assertEqual(project.call("reproduce", "latest").code, 0)

    def test_what_is_too_large_is_named(self):
        project = demo(self)
        project.write(".mlpipe/config.yaml", "snapshot: {limit: 1000, exclude: ['*.tmp']}\n")
        project.write("large.bin", "x" * 1001)
        project.write("large.tmp", "x" * 1001)
        project.write("small.bin", "x" * 1000)
        result = project.call("run")
        self.assertIn("large.bin (1001 B)", result.text)
        self.assertNotIn("large.tmp", result.text)
        names = project.git("ls-tree", "--name-only", "-r",
                            project.git("for-each-ref", "--format=%(objectname)", "refs/mlpipe").out.strip()).out
        self.assertIn("small.bin", names)
        self.assertNotIn("large", names)

    def test_a_file_that_changes_meanwhile_is_named(self):
        project = demo(self)
        project.append("train.sh", "echo '# later' >> helper.sh\n")
        project.write("helper.sh", "true\n")
        project.commit()
        result = project.call("run")
        self.assertIn("helper.sh changed while the run went on", result.text)
        commit = project.git("for-each-ref", "--format=%(objectname)", "refs/mlpipe").out.strip()
        self.assertEqual(project.git("show", commit + ":helper.sh").out, "true\n")

    def test_a_repository_that_cannot_be_written_is_a_warning(self):
        project = demo(self)
        # A file where the references of runs would be.
        project.write(".git/refs/mlpipe", "in the way")
        record = project.call("run", "--json")
        self.assertNotIn("commit", record.json())
        self.assertEqual(record.json()["status"], "succeeded")
        self.assertIn("could not be committed", record.err)

    def test_commit_takes_lock_metrics_and_pipeline_files_alone(self):
        project = demo(self)
        project.write("staged.txt", "staged")
        project.git("add", "staged.txt")
        project.append("train.sh", "# dirty\n")
        project.call("run", "-S", "count=2", "--commit", "-m", "two are enough")
        changed = project.git("show", "--format=%s", "--name-only", "HEAD").out.split("\n")
        self.assertEqual(changed[0], "two are enough")
        self.assertEqual(set(changed[2:-1]), {".gitignore", "metrics.json", "params.yaml", "pipeline.yaml.lock"})
        status = project.git("status", "--porcelain").out
        self.assertIn("A  staged.txt", status)
        self.assertIn(" M train.sh", status)
        self.assertIn("nothing to commit", project.call("run", "--commit").text)
        self.assertIn("nothing is committed", project.call("run", "-S", "count=x", "--commit", code=1).text)


class Reproduce(unittest.TestCase):
    def test_a_dirty_tree_is_reproduced_after_a_reset_and_in_a_fresh_clone(self):
        project = demo(self)
        project.write("train.sh", TRAIN + "sh extra.sh\n")
        project.write("extra.sh", "echo extra >> model/seen\n")
        project.write("data.bin", "not in git\n")
        project.write(".gitignore", "data.bin\n")
        project.edit("pipeline.yaml", "deps: [train.sh, clean.txt]", "deps: [train.sh, extra.sh, data.bin, clean.txt]")
        record = project.run()
        project.git("reset", "-q", "--hard")
        project.git("clean", "-qfdx", "-e", ".mlpipe")
        before = state_of_git(project)
        report = project.call("reproduce", record["commit"], "--json").json()
        self.assertEqual(report["verdict"], "identical")
        self.assertEqual(report["commit"], record["commit"])
        self.assertEqual({one["path"]: one["verdict"] for one in report["outputs"]},
                         {"clean.txt": "identical", "metrics.json": "identical", "model": "identical"})
        self.assertEqual(state_of_git(project), before)
        self.assertEqual(os.listdir(project.path).count("model"), 0, "the working tree is left alone")
        # It is recorded as a run that points to the original, and counts for no decision.
        again = project.call("show", report["run"], "--json").json()
        self.assertEqual(again["reproduction"], {"run": record["id"], "commit": record["commit"],
                                                 "verdict": "identical"})

        clone = Project(self)
        clone.git("clone", "-q", project.path, ".")
        clone.git("fetch", "-q", "origin", "refs/mlpipe/*:refs/mlpipe/*")
        os.makedirs(clone.at(".mlpipe"))
        for part in ("objects", "records"):
            shutil.copytree(project.at(".mlpipe/" + part), clone.at(".mlpipe/" + part))
        refused = clone.call("reproduce", record["id"], code=2)
        self.assertIn("sh train.sh", refused.err, "the commands are shown")
        self.assertIn("--yes", refused.err)
        report = clone.call("reproduce", record["id"], "--yes", "--json").json()
        self.assertEqual(report["verdict"], "identical")
        self.assertTrue(report["environment"]["known"])

    def test_the_first_divergence_is_named(self):
        project = demo(self)
        project.edit("pipeline.yaml", "cmd: sort", "cmd: cat /proc/sys/kernel/random/uuid > noise.txt; sort")
        project.edit("pipeline.yaml", "outs: [clean.txt]", "outs: [clean.txt, noise.txt]")
        project.edit("pipeline.yaml", "deps: [train.sh, clean.txt]", "deps: [train.sh, noise.txt, clean.txt]")
        project.append("train.sh", "cat noise.txt > model/noise; cp noise.txt model/$(cat noise.txt)\n")
        record = project.run()
        report = project.call("reproduce", record["id"], "--json", code=4).json()
        self.assertEqual(report["verdict"], "differs")
        self.assertEqual(report["first_divergence"], "prepare")
        outputs = {one["path"]: one for one in report["outputs"]}
        self.assertEqual(outputs["noise.txt"]["verdict"], "differs")
        self.assertIn("line 1", outputs["noise.txt"]["where"][0])
        self.assertEqual(outputs["clean.txt"]["verdict"], "identical")
        where = "\n".join(outputs["model"]["where"])
        for word in ("noise: differs", ": missing", ": extra"):
            self.assertIn(word, where)
        self.assertIn("The first stage that diverged: prepare", project.call("reproduce", "latest", code=None).text +
                      project.call("reproduce", record["id"], code=4).text)

    def test_numbers_within_a_tolerance(self):
        project = demo(self)
        project.append("train.sh", 'printf \'{"auc": 0.75%s}\' $(date +%N) > metrics.json\n')
        record = project.run()
        self.assertEqual(project.call("reproduce", record["id"], "--json", code=4).json()["verdict"], "differs")
        report = project.call("reproduce", record["id"], "--rtol", "0.1", "--json").json()
        self.assertEqual(report["verdict"], "within_tolerance")

    def test_part_of_it_and_from_the_cache(self):
        project = demo(self)
        record = project.run()
        report = project.call("reproduce", record["id"], "--stage", "train", "--json").json()
        self.assertEqual([one["stage"] for one in report["outputs"]], ["train", "train"])
        self.assertEqual(report["verdict"], "identical")
        self.assertIn("did you mean 'train'", project.call("reproduce", record["id"], "--stage", "trian", code=2).err)
        self.assertEqual(project.call("reproduce", record["id"], "--from-cache", "--json").json()["run"], None)
        remove_tree(project.at(".mlpipe/objects"))
        report = project.call("reproduce", record["id"], "--from-cache", "--json", code=4).json()
        self.assertEqual({one["path"]: one["verdict"] for one in report["outputs"]},
                         {"clean.txt": "missing", "metrics.json": "identical", "model": "missing"})

    def test_an_input_that_nobody_has_is_named_with_its_digest(self):
        project = demo(self)
        project.write(".mlpipe/config.yaml", "inputs: {store: never}\nsnapshot: {limit: 3}\n")
        project.write(".gitignore", "raw.txt\n")
        project.git("rm", "-q", "--cached", "raw.txt")
        project.commit()
        record = project.run()
        report = project.call("reproduce", record["id"], "--json", code=4).json()
        self.assertEqual(report["verdict"], "failed")
        digest = hashlib.sha256(project.read("raw.txt").encode()).hexdigest()
        self.assertEqual([(one["path"], one["sha256"]) for one in report["absent"]], [("raw.txt", digest)])

    def test_a_plain_commit_with_its_lock(self):
        project = demo(self)
        project.run()
        project.commit("with the lock")
        project.run("-S", "count=2")
        report = project.call("reproduce", "HEAD", "--json").json()
        self.assertEqual(report["verdict"], "identical")
        self.assertTrue(report["environment"]["known"], "the lock names the runs that made it")
        self.assertIn("no pipeline.yaml.lock", project.call("reproduce", "HEAD~1", code=2).err)
        self.assertIn("neither a run nor a commit", project.call("reproduce", "nothing", code=2).err)

    def test_setup_runs_and_a_package_that_changed_is_named(self):
        project = demo(self)
        project.write("setup.sh", """
            mkdir -p env/bin env/lib/python3.11/site-packages/tool-$(cat version).dist-info
            printf 'home = /usr/bin\\nversion = 3.11.2\\n' > env/pyvenv.cfg
            ln -sf /usr/bin/python3 env/bin/python
            """)
        project.write("version", "1.0")
        project.write(".gitignore", "env\n")
        project.edit("pipeline.yaml", "name: demo", "name: demo\nenvironment: {setup: sh setup.sh}")
        project.edit("pipeline.yaml", "cmd: sh train.sh", "cmd: env/bin/python -c pass && sh train.sh")
        subprocess.run(["sh", "setup.sh"], cwd=project.path, check=True)
        record = project.run()
        self.assertEqual(record["interpreters"][0]["packages"].get("tool"), "1.0")
        commit = record["commit"]
        report = project.call("reproduce", commit, "--json").json()
        self.assertEqual(report["verdict"], "identical")
        self.assertEqual(report["environment"]["differences"], [])
        # The same commit, where the setup now brings another version.
        other = clean_environment(PATH=project.at("bin") + ":" + os.environ["PATH"])
        project.write("bin/cat", '#!/bin/sh\nif [ "$1" = version ]; then echo 2.0; else exec /bin/cat "$@"; fi\n')
        os.chmod(project.at("bin/cat"), 0o755)
        report = project.call("reproduce", commit, "--json", env={"PATH": other["PATH"]}).json()
        self.assertIn({"field": "package", "name": "tool", "before": "1.0", "after": "2.0"},
                      report["environment"]["differences"])

    def test_side_effects_are_never_repeated(self):
        project = demo(self)
        project.append("pipeline.yaml", """
  deploy:
    cmd: echo deployed >> /dev/null; cp -r model published; echo once >> "$TRACE"; test -z "$MLPIPE_REPLAY"
    deps: [model]
    outs: [published]
  report:
    cmd: test "$MLPIPE_REPLAY" = "$EXPECTED"; cat published/sum > report.txt
    deps: [published]
    outs: [report.txt]
""")
        trace = {"TRACE": project.at("trace"), "EXPECTED": ""}
        record = project.run(env=trace)
        report = project.call("reproduce", record["id"], "--json", env={**trace, "EXPECTED": "1"}).json()
        self.assertEqual(report["verdict"], "identical")
        self.assertEqual({one["stage"] for one in report["outputs"]}, {"prepare", "train", "report"})
        self.assertEqual(project.lines("trace"), ["once"])

    def test_the_script_does_the_same_without_mlpipe(self):
        project = demo(self)
        project.write("raw's file.txt", "1\n")
        project.write(".gitignore", "raw's file.txt\n")
        project.edit("pipeline.yaml", "deps: [raw.txt]", "deps: [raw.txt, \"raw's file.txt\"]")
        record = project.run()
        project.write("script.sh", project.call("reproduce", record["id"], "--script").out)
        target = project.at("again")
        done = subprocess.run(["sh", "script.sh", target], cwd=project.path, capture_output=True, text=True,
                              env=clean_environment(), check=False)
        self.assertEqual(done.returncode, 0, done)
        self.assertIn("model/sum: OK", done.stdout)
        project.append("train.sh", "date +%N >> model/sum\n")
        record = project.run()
        project.write("script.sh", project.call("reproduce", record["id"], "--script").out)
        done = subprocess.run(["sh", "script.sh", project.at("third")], cwd=project.path, capture_output=True,
                              text=True, env=clean_environment(), check=False)
        self.assertEqual(done.returncode, 4, done)

    def test_the_clean_directory_goes_also_when_interrupted(self):
        project = demo(self)
        temporary = project.at("temporary")
        os.makedirs(temporary)
        project.append("train.sh", 'if [ -n "$MLPIPE_REPLAY" ]; then touch "$SIGN"; sleep 100; fi\n')
        record = project.run()
        sign = project.at("sign")
        process = project.start("reproduce", record["id"], env={"TMPDIR": temporary, "SIGN": sign})
        wait_until(lambda: os.path.exists(sign), "the stage is repeated")
        process.send_signal(signal.SIGINT)
        self.assertEqual(project.finish(process).code, 130)
        self.assertEqual(os.listdir(temporary), [])
        kept = project.call("reproduce", record["id"], "--keep", "--stage", "prepare", "--json",
                            env={"TMPDIR": temporary, "SIGN": sign}).json()["directory"]
        self.assertTrue(os.path.exists(os.path.join(kept, "clean.txt")))


class Restore(unittest.TestCase):
    def test_outputs_as_they_were_and_displaced_ones_back(self):
        project = demo(self)
        first = project.run()
        old = project.read("model/sum")
        project.run("-S", "count=2")
        new = project.read("model/sum")
        self.assertNotEqual(old, new)
        project.call("restore", first["id"])
        self.assertEqual(project.read("model/sum"), old)
        project.call("restore")
        self.assertEqual(project.read("model/sum"), new, "without a commit it is what the lock says")

        project.write("model/sum", "mine\n")
        restored = project.call("restore", first["commit"], "model/sum", "--json").json()
        self.assertEqual(project.read("model/sum"), old)
        self.assertEqual([one["outcome"] for one in restored["files"]], ["restored"])
        project.call("restore", "--displaced", restored["id"])
        self.assertEqual(project.read("model/sum"), "mine\n")
        self.assertIn("no output", project.call("restore", first["id"], "raw.txt", code=2).err)

    def test_a_link_does_not_lead_out_of_the_project(self):
        project = demo(self)
        record = project.run()
        outside = Project(self)
        project.remove("model")
        project.edit("pipeline.yaml", "outs: [model]", "outs: [deep/model]")
        project.append("train.sh", "mkdir -p deep && mv model deep\n")
        record = project.run()
        project.remove("deep")
        os.symlink(outside.path, project.at("deep"))
        for words in (["restore", record["id"]], ["restore"], ["restore", "deep/model"]):
            self.assertIn("through a link", project.call(*words, code=2).err)
        self.assertEqual(os.listdir(outside.path), [])

    def test_what_the_store_lacks_is_named(self):
        project = demo(self)
        project.run()
        remove_tree(project.at(".mlpipe/objects"))
        project.remove("clean.txt")
        result = project.call("restore", "clean.txt", code=1)
        self.assertIn("missing   clean.txt", result.out)

    def test_code_too_and_elsewhere(self):
        project = demo(self)
        project.append("train.sh", "# as it was\n")
        os.symlink("train.sh", project.at("latest.sh"))
        first = project.run()
        project.git("checkout", "-q", "train.sh")
        project.remove("latest.sh")
        project.write("params.yaml", "count: 2\n")
        project.call("restore", first["id"], "--code")
        self.assertIn("# as it was", project.read("train.sh"))
        self.assertEqual(os.readlink(project.at("latest.sh")), "train.sh")
        self.assertEqual(project.read("params.yaml"), "# how many\ncount: 3\n")
        self.assertEqual(project.call("run", "--locked").code, 0)

        before = project.git("status", "--porcelain").out
        elsewhere = Project(self)
        project.call("restore", first["id"], "--code", "--to", elsewhere.path)
        self.assertIn("# as it was", elsewhere.read("train.sh"))
        self.assertEqual(elsewhere.read("model/sum"), project.read("model/sum"))
        self.assertEqual(project.git("status", "--porcelain").out, before)
        self.assertIn("not empty", project.call("restore", first["id"], "--to", elsewhere.path, code=2).err)


class Bisect(unittest.TestCase):
    def history(self):
        project = demo(self)
        project.run()
        project.commit("count 3, recorded")
        for count in (4, 5):
            project.run("-S", f"count={count}")
            project.commit(f"count {count}, recorded")
        project.write("params.yaml", "count: 2\n")
        project.commit("count 2, not recorded")
        project.write("params.yaml", "count: 1\n")
        project.write("train.sh", "exit 1\n")
        project.commit("broken")
        project.write("train.sh", TRAIN)
        project.commit("count 1")
        return project

    def test_the_first_bad_commit_is_named_with_its_diff(self):
        project = self.history()
        result = project.call("bisect", "metrics.json:auc < 5", "HEAD~5", "HEAD")
        expected = project.git("rev-parse", "HEAD~2").out.strip()
        self.assertIn("First bad commit: " + expected, result.out)
        self.assertIn("-count: 5", result.out)
        self.assertIn("+count: 2", result.out)
        report = project.call("bisect", "auc < 5", "HEAD~5", "HEAD", "--json").json()
        self.assertEqual(report["first_bad"], expected)
        self.assertEqual(sum(step["ran"] for step in report["steps"]), 0, "all is known by now")

    def test_what_cannot_be_decided_is_skipped(self):
        project = self.history()
        report = project.call("bisect", "auc < 4", "HEAD~2", "HEAD", "--json", code=1).json()
        self.assertEqual(report["first_bad"], None)
        self.assertEqual(report["candidates"], project.git("rev-parse", "HEAD", "HEAD~1").out.split())
        skipped = [step for step in report["steps"] if step["mark"] == "skipped"]
        self.assertIn("train", skipped[0]["why"])

    def test_ends_that_are_not_good_and_bad(self):
        project = self.history()
        self.assertIn("is bad", project.call("bisect", "auc < 100", "HEAD~5", "HEAD", code=2).err)
        self.assertIn("is good", project.call("bisect", "auc < 0", "HEAD~5", "HEAD", code=2).err)
        self.assertIn("no ancestor", project.call("bisect", "auc < 5", "HEAD", "HEAD~5", code=2).err)
        self.assertIn("auc", project.call("bisect", "auc", "HEAD~5", "HEAD", code=2).err)


if __name__ == "__main__":
    main()
