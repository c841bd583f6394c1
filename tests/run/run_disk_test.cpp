// A disk that is full at any moment of a run: the run fails or says what it could not do, and the next one
// puts everything right without help.
#include "mlpipe/base/error.hpp"
#include "mlpipe/run/verify.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

// Whether the edit was moved away and is still there.
bool kept(TestProject& project, const std::string& edit) {
    for (const DirectoryEntry& run : project.files.list(project.path(".mlpipe/displaced"))) {
        const std::string name = ".mlpipe/displaced/" + run.name + "/x";
        if (project.exists(name) && project.read(name) == edit) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("after a disk full at any change of a run the next run ends well") {
    TestProject project;
    project.write("source", "0");
    project.stages({"a: {cmd: a, deps: [source], outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    REQUIRE(project.run().status == RunStatus::succeeded);
    bool failed = true;
    std::uint64_t change = 1;
    for (; failed; ++change) {
        CAPTURE(change);
        const std::string version = std::to_string(change), edit = "edited by hand, " + version;
        project.write("source", version);
        project.write("x", edit);
        project.files.fail_from_change(change);
        try {
            failed = project.run_blindly().status != RunStatus::succeeded;
        } catch (const Error& error) {
            failed = true;
            CHECK(error.kind() == ErrorKind::failed);
            CHECK_THAT(error.what(), ContainsSubstring("No space left on device"));
        }
        project.files.fail_from_change(0);

        CHECK(project.run().status == RunStatus::succeeded);
        CHECK(project.read("x") == "a\n" + version);
        CHECK(project.read("y") == "b\na\n" + version);
        CHECK(kept(project, edit));
        CHECK(outcome(project.status()) == "a skip, b skip");
        REQUIRE(change < 500);
    }
    // Far from nothing was tried.
    CHECK(change > 15);
    CHECK(verify(project.files, project.project(), {}).damages.empty());
}

TEST_CASE("a lock file that cannot be written is an error, and nothing is lost") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.files.fail_named("pipeline.yaml.lock");
    CHECK_THROWS_WITH(project.run_blindly(), ContainsSubstring("pipeline.yaml.lock"));
    project.files.fail_named("");
    CHECK(outcome(project.run()) == "a skipped");
    CHECK(project.lock().stages.size() == 1);
}

TEST_CASE("a project that cannot be written to says what works there") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.files.fail_named(".mlpipe");
    CHECK_THROWS_WITH(
        project.run_blindly(),
        ContainsSubstring("/.mlpipe'") && ContainsSubstring("'mlpipe status' and 'mlpipe why' only read"));
    CHECK(outcome(project.status()) == "a run");
}

TEST_CASE("a journal that cannot be written is a warning, and the run goes on") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    project.files.fail_named("events.jsonl");
    CHECK(outcome(project.run()) == "a ran, b ran");
    CHECK_THAT(project.reporter.warnings(), ContainsSubstring("the journal of this run is incomplete: "));
    CHECK(project.lock().stages.size() == 2);
}

TEST_CASE("a store that cannot be written fails the stage and says why") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    project.files.fail_named("/objects");
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a failed, b blocked");
    CHECK_THAT(reason(run, "a"), ContainsSubstring("No space left on device") &&
                                     ContainsSubstring("'mlpipe accept a --why TEXT' keeps it"));
    CHECK(project.lineage().run(run.id)->status == RunStatus::failed);
    project.files.fail_named("");
    CHECK(outcome(project.run()) == "a ran, b ran");
    CHECK(!project.exists(".mlpipe/displaced"));
}
