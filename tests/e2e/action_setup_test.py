"""How the action gets mlpipe: a release's package, verified, or a build of its own checkout that is kept between jobs."""
import os
import shutil

import yaml

from action_support import SOURCE, ActionCase, package_name, version
from project import Project, main

RELEASE = f"/owner/mlpipe/releases/download/v{version()}/"
# In place of the real one, which compiles for minutes: it packs what was compiled already.
BUILD = """\
#!/bin/sh
set -e
test -f "$MADE/$1.tar.gz"
echo built >> "$BUILDS"
cp "$MADE"/* "$2"
"""


class SetUp(ActionCase):
    def setUp(self):
        super().setUp()
        self.checkout = Project(self)
        for name in ("action", "setup"):
            shutil.copytree(os.path.join(SOURCE, name), self.checkout.at(name))
        shutil.copy(os.path.join(SOURCE, "CMakeLists.txt"), self.checkout.path)
        self.checkout.write("action/build", BUILD)
        self.checkout.write("src/main.cpp", "int main() {}\n")
        self.runner.action = self.checkout.at("setup")

    def set_up(self, outcome="success", action_ref="main", **inputs):
        job = self.runner.job(self.runner.fresh("work"), "push", inputs=inputs, action_ref=action_ref,
                              BUILDS=self.checkout.at("builds"), MADE=self.packages)
        self.assert_job(job, outcome)
        return job

    def builds(self):
        return len(self.checkout.lines("builds"))

    def test_at_a_release_tag_the_package_is_taken(self):
        for reference, inputs in (("v" + version(), {}), ("v0", {}), ("0" * 40, {"version": version()})):
            self.runner.tools = self.runner.fresh("tools")
            job = self.set_up(action_ref=reference, **inputs)
            self.assertIn(f"mlpipe {version()}, a release", job.log)
            self.assertTrue(os.access(os.path.join(job.added_paths[0], "mlpipe"), os.X_OK))
        self.assertEqual(self.builds(), 0)
        asked = len(self.server.requests)
        self.set_up(action_ref="v" + version())
        self.assertEqual(len(self.server.requests), asked, "a machine that has it asks again")

    def test_a_package_that_is_not_what_was_released_is_not_run(self):
        name = RELEASE + package_name() + ".tar.gz"
        self.server.files[name] = self.server.files[name][:-1] + b"?"
        job = self.set_up("failure", "v" + version())
        self.assertIn("nothing of it was run", job.said("error")[0])
        self.assertEqual(os.listdir(self.runner.tools), [])
        del self.server.files[name]
        job = self.set_up("failure", "v" + version())
        self.assertIn("`version: source` builds mlpipe instead", job.said("error")[0])

    def test_elsewhere_the_checkout_is_built_once(self):
        self.set_up()
        self.set_up()
        self.assertEqual(self.builds(), 1)
        self.set_up(action_ref="v" + version(), version="source")
        self.assertEqual(self.builds(), 1)
        self.checkout.append("src/main.cpp", "// another program\n")
        self.set_up()
        self.assertEqual(self.builds(), 2)
        self.assertEqual(self.server.requests, [])

    def test_a_build_that_fails_is_said(self):
        self.checkout.write("action/build", "#!/bin/sh\necho no compiler\nexit 1\n")
        job = self.set_up("failure")
        self.assertIn("no compiler", job.log)
        self.assertEqual(job.said("error"), ["mlpipe could not be built: what failed stands above"])
        self.assertEqual(self.runner.caches.entries, [])

    def test_other_machines_are_refused(self):
        job = self.runner.job(self.runner.fresh("work"), "push", RUNNER_OS="Windows")
        self.assert_job(job, "failure")
        self.assertIn("ubuntu-24.04", job.said("error")[0])

    def test_both_actions_set_up_in_the_same_way(self):
        alone = self.runner.load()["runs"]["steps"]
        with open(os.path.join(SOURCE, "action.yml"), encoding="utf-8") as file:
            together = yaml.safe_load(file.read().replace("_PATH/action/", "_PATH/../action/"))["runs"]["steps"]
        self.assertEqual(alone, together[1:1 + len(alone)])


if __name__ == "__main__":
    main()
