"""The GitHub Action, step by step as a runner carries it out, for the events that a repository has."""
import os
import subprocess
from base64 import b64encode

from action_support import SOURCE, ActionCase
from project import Project, content_of, main, wait_until
from runner import checkout


class Action(ActionCase):
    def setUp(self):
        super().setUp()
        self.begin()
        self.propose("0.7")
        self.executed()

    def test_a_push_runs_the_pipeline_and_a_second_job_runs_nothing(self):
        job = self.job("refs/heads/main")
        self.assert_job(job, "success")
        self.assertEqual(self.executed(), ["train", "publish"])
        self.assertEqual((job.outputs["status"], job.outputs["gates-passed"]), ("succeeded", "true"))
        self.assertEqual(len(self.runner.caches.entries), 1)
        again = self.job("refs/heads/main")
        self.assert_job(again, "success")
        # What has side effects is about this machine, and this machine has not done it.
        self.assertEqual(self.executed(), ["publish"])
        self.assertEqual(self.runner.caches.entries[1:], [], "nothing new, and saved all the same")
        self.assertEqual(self.server.comments, [])

    def test_a_worse_model_fails_the_pull_request_and_its_comment_says_why(self):
        job = self.pull_request()
        self.assert_job(job, "failure")
        self.assertEqual(self.executed(), ["train", "evaluate"])
        self.assertEqual((job.outputs["status"], job.outputs["gates-passed"]), ("failed", "false"))
        (comment,) = self.server.own(7)
        self.assertIn("auc 0.7 is 0.1 below production v0.0.1 (0.8), more than 0.02", comment)
        self.assertIn("| metric | this run | origin/main | change | production v0.0.1 | change |", comment)
        with open(job.outputs["report-path"], encoding="utf-8") as file:
            self.assertIn("more than 0.02", file.read())
        self.assertEqual(job.said("warning"), [])

    def test_a_second_job_of_the_same_commit_runs_nothing_and_fails_again(self):
        self.pull_request()
        self.executed()
        job = self.pull_request(GITHUB_RUN_ATTEMPT="2")
        self.assert_job(job, "failure")
        self.assertEqual(self.executed(), [])
        self.assertEqual(len(self.server.own(7)), 1)

    def test_a_better_commit_updates_the_same_comment(self):
        for number in range(120):
            self.server.add_comment(7, f"remark {number}", login="somebody")
        self.server.add_comment(7, "<!-- mlpipe: pipeline -->\nlooks like ours", login="somebody")
        self.pull_request()
        self.propose("0.85")
        job = self.pull_request()
        self.assert_job(job, "success")
        (comment,) = self.server.own(7)
        self.assertNotIn("0.7", comment.split("<details>")[0])
        self.assertIn("0.85", comment)

    def test_a_fork_gets_no_comment_and_the_summary_says_so(self):
        self.server.may_write = False
        job = self.pull_request(head="somebody/flights")
        self.assert_job(job, "failure")
        self.assertEqual(self.server.comments, [])
        self.assertIn("No comment on the pull request: the job of a fork", job.summary)
        job = self.pull_request()
        self.assertIn("permissions: {pull-requests: write}", job.summary)

    def test_a_schedule_compares_with_what_is_named(self):
        job = self.job("refs/heads/worse", "schedule", inputs={"baseline-ref": "main", "report-path": "out/page.html"})
        self.assert_job(job, "failure")
        self.assertEqual(job.outputs["report-path"], self.clone.at("out/page.html"))
        self.assertIn("origin/main", self.clone.read("out/page.html"))
        self.assertEqual(self.server.requests[2:], [], "nothing is asked of the API")

    def test_a_pipeline_in_a_folder_of_the_repository(self):
        os.makedirs(self.project.at("flights"))
        self.project.git("mv", "pipeline.yaml", "pipeline.yaml.lock", "quality", "eval.json", ".gitignore", "flights")
        self.project.commit("a folder")
        self.push("worse:refs/pull/7/merge")
        for executed in (["train", "evaluate"], []):
            job = self.pull_request(inputs={"pipeline": "flights/pipeline.yaml", "targets": "evaluate"})
            self.assert_job(job, "failure")
            self.assertEqual(self.executed(), executed)
        (comment,) = self.server.own(7)
        self.assertTrue(comment.startswith("<!-- mlpipe: flights/pipeline.yaml%20evaluate -->\n"), comment)

    def test_inputs_are_never_read_as_commands(self):
        hostile = "$(touch hit); `touch hit`\n::error::no\n'\"--force"
        together = {name: hostile for name in ("targets", "baseline-ref", "report-path")}
        for inputs in (together, *({name: hostile} for name in ("pipeline", "remote", "jobs", "version", "fail-on"))):
            with self.subTest(inputs):
                job = self.job("refs/heads/main", inputs=inputs)
                self.assert_job(job, "failure")
                self.assertFalse(self.clone.exists("hit"), job)
                self.assertNotIn("no", job.said("error"), job)

    def test_what_an_input_cannot_mean_ends_the_job_at_once(self):
        for name, text in (("cache", "yes"), ("fail-on", "gates"), ("version", "newest")):
            with self.subTest(name):
                job = self.job("refs/heads/main", inputs={name: text})
                self.assert_job(job, "failure")
                self.assertIn(f"`{name}` is", job.said("error")[0])
        self.assertEqual(self.server.requests, [])

    def test_fail_on_decides_which_ends_fail(self):
        self.assert_job(self.pull_request(inputs={"fail-on": "stage"}), "success")
        self.project.edit("pipeline.yaml", "cp quality model.bin", "exit 9")
        self.project.commit("a stage that fails")
        self.push("worse:refs/pull/7/merge")
        job = self.pull_request(inputs={"fail-on": "stage"})
        self.assert_job(job, "failure")
        self.assertIn("exited with 9", self.server.own(7)[0])
        job = self.pull_request(inputs={"fail-on": "never"})
        self.assert_job(job, "success")
        self.assertIn("a stage failed; with `fail-on: never` the job goes on", job.said("warning"))
        self.project.write("pipeline.yaml", "stages: []\n")
        self.project.commit("no pipeline")
        self.push("worse:refs/pull/7/merge")
        job = self.pull_request(inputs={"fail-on": "never"})
        self.assert_job(job, "failure")
        self.assertIn("exit code 2", self.server.own(7)[0])

    def test_a_run_travels_as_an_artifact(self):
        job = self.pull_request()
        folder = os.path.join(self.runner.artifacts, "mlpipe-" + job.outputs["run-id"])
        self.assertEqual(sorted(os.listdir(folder)), ["report.html", "run.tar"])
        self.assertIn(folder.rsplit("/", 1)[1], self.server.own(7)[0])
        self.project.call("runs", "import", os.path.join(folder, "run.tar"))
        self.assertIn(job.outputs["run-id"], self.project.call("runs").out)

    def test_a_run_travels_to_the_repository(self):
        job = self.job("refs/heads/worse", inputs={"push-runs": "true"})
        self.assertEqual(job.said("warning"), [])
        shown = self.project.git("ls-remote", "origin", "refs/mlpipe/runs/" + job.outputs["run-id"]).out
        self.assertEqual(shown.split("\t")[0], job.outputs["commit"])
        folder = os.path.join(self.runner.artifacts, "mlpipe-" + job.outputs["run-id"])
        self.assertEqual(os.listdir(folder), ["report.html"])

    def test_a_remote_takes_the_place_of_the_cache(self):
        self.project.git("checkout", "-q", "main")
        self.project.call("remote", "add", "lab", os.path.join(self.place, "lab"))
        self.project.call("push", "--no-git")
        self.project.commit("a remote")
        self.push("main")
        job = self.job("refs/heads/main", inputs={"remote": "lab", "push-runs": "true", "targets": "evaluate"})
        self.assert_job(job, "success")
        self.assertEqual((self.executed(), self.runner.caches.entries), ([], []))

    def test_what_cannot_be_fetched_is_named_with_the_line_to_change(self):
        hidden = self.origin + ".away"
        clone = os.path.join(self.runner.fresh("work"), "flights")
        checkout(self, self.origin, "refs/heads/worse", clone)
        os.rename(self.origin, hidden)
        job = self.runner.job(clone, "pull_request", {}, COUNT=self.count, GITHUB_BASE_REF="main")
        self.assert_job(job, "failure")
        tags, baseline = job.said("warning")
        self.assertIn("permissions: {contents: read}", tags)
        self.assertIn("the baseline 'main' could not be fetched", baseline)
        self.assertIn("it cannot be told whether", job.log)

    def test_the_store_is_trimmed_to_what_the_lock_and_the_baseline_need(self):
        for quality in ("0.82", "0.83"):
            self.propose(quality)
            self.pull_request()
        objects = os.path.join(self.runner.caches.entries[-1]["folder"], "0")
        kept = {content_of(os.path.join(folder, name)) for folder, _, names in os.walk(objects) for name in names}
        self.assertEqual(kept, {b"0.83\n", b'{"auc": 0.83}\n'})

    def test_a_cancelled_job_ends_its_stages_and_keeps_what_was_made(self):
        begun = 'echo evaluate >> "$COUNT"'
        self.project.edit("pipeline.yaml", begun, begun + '; echo $$ > "$COUNT.pid"; sleep 300')
        self.project.commit("slow")
        self.push("worse:refs/pull/7/merge")
        job = self.pull_request(cancel=lambda: wait_until(lambda: os.path.exists(self.count + ".pid"), "evaluate runs"))
        self.assert_job(job, "cancelled")
        with open(self.count + ".pid", encoding="ascii") as file:
            self.assertFalse(Project.is_running(int(file.read())))
        self.assertEqual(job.outputs["status"], "interrupted")
        self.assertEqual(len(self.runner.caches.entries), 1, "train is not made again")

    def test_git_has_the_token_only_where_the_checkout_left_none(self):
        self.assertEqual(self.header_of_git(), "AUTHORIZATION: basic " + b64encode(b"x-access-token:secret").decode())
        self.project.git("config", "http.https://github.example/.extraheader", "AUTHORIZATION: basic of-the-checkout")
        self.assertEqual(self.header_of_git(), "AUTHORIZATION: basic of-the-checkout")

    def header_of_git(self):
        """What the action's git sends to the server."""
        ask = """import programs
print(programs.git("config", "--get-urlmatch", "http.extraheader", "https://github.example/o/r").stdout)"""
        return self.ask_scripts(ask, GITHUB_TOKEN="secret", GITHUB_SERVER_URL="https://github.example").strip()

    def ask_scripts(self, program, **variables):
        """What a few lines print that use the scripts of the action."""
        done = subprocess.run(["python3", "-B", "-c", program], cwd=self.project.path, capture_output=True, text=True,
                              check=True, env={"PATH": os.environ["PATH"], "PYTHONPATH": os.path.join(SOURCE, "action"),
                                               "GIT_CONFIG_GLOBAL": os.devnull, **variables})
        return done.stdout

    def test_a_comment_that_is_too_long_keeps_what_stands_first(self):
        for fold in ("<details>", ""):
            program = f"""import comment
text = "### verdict\\n" + "".join(f"\\n{fold}\\nline {{i}}\\n{fold.replace('<', '</')}\\n" for i in range(9000))
print(comment.shortened(text, 65000))"""
            short = self.ask_scripts(program)
            self.assertTrue(short.startswith("### verdict\n"))
            self.assertLess(60000, len(short))
            self.assertLessEqual(len(short), 65001)
            self.assertEqual(short.count("<details>"), short.count("</details>"))
            self.assertTrue(short.endswith("The rest is too long for a comment.\n"))

    def test_a_pull_request_target_runs_no_code_of_the_pull_request(self):
        event = {"pull_request": {"number": 7, "head": {"repo": {"full_name": "somebody/flights"}}}}
        job = self.job("refs/pull/7/merge", "pull_request_target", event,
                       GITHUB_SHA=self.project.git("rev-parse", "main").out.strip())
        self.assert_job(job, "failure")
        self.assertIn("on: pull_request", job.said("error")[0])
        self.assertEqual(self.executed(), [])
        job = self.job("refs/heads/main", "pull_request_target", event)
        self.assert_job(job, "success")
        self.assertEqual(self.executed(), ["train"], "side effects are held")

    def test_a_network_that_fails_is_a_warning(self):
        self.server.failures = 1
        self.assert_job(self.pull_request(), "failure")
        self.assertEqual(len(self.server.own(7)), 1)
        self.propose("0.81")
        self.server.failures = 99
        job = self.pull_request()
        self.assert_job(job, "success")
        self.assertIn("was answered with 503", job.said("warning")[0])




if __name__ == "__main__":
    main()
