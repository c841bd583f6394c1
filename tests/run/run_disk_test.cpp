// A disk that is full at any moment of a run: the run fails or says what it could not do, and the next one
// puts everything right without help.
#include "mlpipe/base/error.hpp"
#include "mlpipe/run/verify.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

const std::string expected = "b\na\n2";

void prepare(TestProject& project) {
    project.write("source", "1");
    project.stages({"a: {cmd: a, deps: [source], outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    REQUIRE(project.run().status == RunStatus::succeeded);
    project.write("source", "2");
    project.write("x", "edited by hand");
}

// Whether the edit was moved away and is still there.
bool kept(TestProject& project) {
    for (const DirectoryEntry& run : project.files.list(project.path(".mlpipe/displaced"))) {
        const std::string name = ".mlpipe/displaced/" + run.name + "/x";
        if (project.exists(name) && project.read(name) == "edited by hand") return true;
    }
    return false;
}

}  // namespace

TEST_CASE("after a disk full at any change of a run the next run ends well") {
    bool failed = true;
    std::uint64_t change = 1;
    for (; failed; ++change) {
        CAPTURE(change);
        TestProject project;
        prepare(project);
        project.files.fail_from_change(change);
        failed = false;
        try {
            failed = project.run_blindly().status != RunStatus::succeeded;
        } catch (const Error& error) {
            failed = true;
            CHECK(error.kind() == ErrorKind::failed);
            CHECK_THAT(error.what(), ContainsSubstring("No space left on device"));
        }
        project.files.fail_from_change(0);

        const RunRecord run = project.run();
        CHECK(run.status == RunStatus::succeeded);
        CHECK(project.read("y") == expected);
        CHECK(project.read("x") == "a\n2");
        CHECK(kept(project));
        CHECK(outcome(project.run()) == "a skipped, b skipped");
        CHECK(verify(project.files, project.project(), {}).damages.empty());
        REQUIRE(change < 500);
    }
    // Far from nothing was tried.
    CHECK(change > 15);
}

TEST_CASE("a lock file that cannot be written is an error, and nothing is lost") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.files.fail_below(project.path("pipeline.yaml.lock"));
    CHECK_THROWS_WITH(project.run_blindly(), ContainsSubstring("pipeline.yaml.lock"));
    project.files.fail_below("");
    CHECK(outcome(project.run()) == "a skipped");
    CHECK(project.lock().stages.size() == 1);
}
