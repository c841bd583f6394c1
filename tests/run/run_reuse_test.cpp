// What need not run: skipped, restored, cut off early, held; and what must all the same.
#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

const std::vector<std::string> chain = {"a: {cmd: a, deps: [source], outs: [x]}",
                                        "b: {cmd: b, deps: [x], outs: [y]}",
                                        "c: {cmd: c, deps: [y], outs: [z]}"};

struct Chain : TestProject {
    Chain() {
        write("source", "1");
        stages(chain);
        REQUIRE(outcome(run()) == "a ran, b ran, c ran");
    }
};

}  // namespace

TEST_CASE("an unchanged pipeline runs nothing and writes nothing") {
    Chain project;
    const auto changes = project.files.changes();
    const std::string lock = project.read("pipeline.yaml.lock");
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a skipped, b skipped, c skipped");
    CHECK(run.status == RunStatus::succeeded);
    CHECK(project.files.changes() == changes);
    CHECK(project.read("pipeline.yaml.lock") == lock);
    CHECK(project.lineage().runs({}).size() == 1);
    CHECK(!project.exists(".mlpipe/runs/" + run.id));
    CHECK(project.executor.begun().empty());
    // Nor does anything change when files are old enough for the stat cache to vouch for them.
    project.files.move_clock(10);
    CHECK(outcome(project.run()) == "a skipped, b skipped, c skipped");
    CHECK(outcome(project.run()) == "a skipped, b skipped, c skipped");
    CHECK(project.files.changes() == changes);
}

TEST_CASE("an edit runs what depends on it") {
    Chain project;
    project.write("source", "2");
    CHECK(outcome(project.status()) == "a run, b unknown, c unknown");
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a ran, b ran, c ran");
    CHECK_THAT(reason(run, "a"), ContainsSubstring("source"));
    CHECK(project.read("z") == "c\nb\na\n2");
}

TEST_CASE("the wave stops where an output is the same as before") {
    Chain project;
    project.executor.writes("a", "the same\n");
    project.write("source", "2");
    CHECK(outcome(project.run()) == "a ran, b ran, c ran");
    project.write("source", "3");
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a ran, b skipped, c skipped");
    CHECK(project.executor.begun() == std::vector<std::string>{"a"});
}

TEST_CASE("going back to an earlier state restores it and runs nothing") {
    Chain project;
    const std::string lock = project.read("pipeline.yaml.lock");
    project.write("source", "2");
    project.run();
    project.write("source", "1");
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a restored, b restored, c restored");
    CHECK(project.read("z") == "c\nb\na\n1");
    CHECK(project.read("pipeline.yaml.lock") == lock);
    CHECK(project.reporter.warnings().empty());
}

TEST_CASE("lost outputs come back, and only these") {
    Chain project;
    project.remove("y");
    CHECK(outcome(project.run()) == "a skipped, b restored, c skipped");
    CHECK(project.read("y") == "b\na\n1");
}

TEST_CASE("without a lock file the store's records are enough") {
    Chain project;
    const std::string lock = project.read("pipeline.yaml.lock");
    project.remove("pipeline.yaml.lock");
    CHECK(outcome(project.run()) == "a skipped, b skipped, c skipped");
    CHECK(project.read("pipeline.yaml.lock") == lock);
    project.remove("pipeline.yaml.lock");
    project.remove("x");
    CHECK(outcome(project.run()) == "a restored, b skipped, c skipped");
}

TEST_CASE("a fresh clone with the lock and the outputs runs nothing") {
    Chain project;
    project.remove(".mlpipe");
    CHECK(outcome(project.status()) == "a skip, b skip, c skip");
    CHECK(!project.exists(".mlpipe"));
    CHECK(outcome(project.run()) == "a skipped, b skipped, c skipped");
    CHECK(!project.exists(".mlpipe/lineage.db"));
}

TEST_CASE("force runs the targets, or all; a named stage alone with force_stages") {
    Chain project;
    RunOptions options = TestProject::options({"b"});
    options.force = true;
    CHECK(outcome(project.run(options)) == "a skipped, b ran");
    options.selection.targets.clear();
    CHECK(outcome(project.run(options)) == "a ran, b ran, c ran");
    options.force = false;
    options.force_stages = {"a"};
    const RunRecord run = project.run(options);
    CHECK(outcome(run) == "a ran, b skipped, c skipped");
    CHECK(reason(run, "a") == "forced");
    options.force_stages = {"q"};
    CHECK_THROWS_WITH(project.run_blindly(options), ContainsSubstring("there is no stage 'q'"));
}

TEST_CASE("a forced repetition with the same outcome leaves the lock as it was") {
    Chain project;
    const std::string lock = project.read("pipeline.yaml.lock");
    RunOptions options = TestProject::options();
    options.force = true;
    project.executor.takes("a", 77);
    CHECK(outcome(project.run(options)) == "a ran, b ran, c ran");
    CHECK(project.read("pipeline.yaml.lock") == lock);
}

TEST_CASE("locked fails, names what would run, and starts nothing") {
    Chain project;
    RunOptions options = TestProject::options();
    options.locked = true;
    CHECK(project.run(options).status == RunStatus::succeeded);
    project.write("source", "2");
    const std::string lock = project.read("pipeline.yaml.lock");
    const RunRecord run = project.run(options);
    CHECK(run.status == RunStatus::failed);
    CHECK(outcome(run) == "a blocked, b blocked, c blocked");
    CHECK_THAT(reason(run, "a"), ContainsSubstring("--locked, but it would have to run: "));
    CHECK(project.executor.begun().empty());
    CHECK(project.read("x") == "a\n1");
    CHECK(project.read("pipeline.yaml.lock") == lock);
}

TEST_CASE("absent files count with the lock's digest when missing ones are allowed") {
    Chain project;
    for (const char* gone : {".mlpipe", "source", "x", "y"}) project.remove(gone);
    RunOptions options = TestProject::options();
    CHECK_THROWS_AS(project.run(options), PipelineError);
    options.allow_missing = true;
    CHECK(outcome(project.status(options)) == "a absent, b absent, c skip");
    CHECK(project.run(options).status == RunStatus::succeeded);
    CHECK(!project.exists("x"));

    // A stage that must run needs its inputs, and they are nowhere.
    project.stages({chain[0], chain[1], "c: {cmd: changed, deps: [y], outs: [z]}"});
    const RunRecord run = project.run(options);
    CHECK(run.status == RunStatus::failed);
    CHECK(outcome(run) == "a skipped, b skipped, c blocked");
    CHECK_THAT(reason(run, "c"), ContainsSubstring("y is neither here nor in the store"));
    CHECK(project.read("z") == "c\nb\na\n1");
}

TEST_CASE("a dependency inside or around an absent output counts with the lock's digest too") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [dir]}", "b: {cmd: b, outs: [all/one]}",
                    "inside: {cmd: i, deps: [dir/part], outs: [x]}",
                    "around: {cmd: r, deps: [all], outs: [y]}"});
    project.write("all/by-hand", "mine");
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("dir/part", "part");
        project.write("dir/rest", "rest");
        return FakeExecutor::exited(0);
    });
    project.run();
    for (const char* gone : {"dir", "all", "x", "y"}) project.remove(gone);
    const bool stored = GENERATE(true, false);
    if (!stored) project.remove(".mlpipe");
    RunOptions options = TestProject::options();
    options.allow_missing = true;
    options.locked = true;
    const RunRecord run = project.run(options);
    CHECK(run.status == RunStatus::succeeded);
    CHECK(project.executor.begun().empty());
    for (const char* path : {"dir", "all", "x", "y"}) CHECK(!project.exists(path));

    // Who needs them gets them, or is told that they are nowhere.
    project.stages({"a: {cmd: a, outs: [dir]}", "b: {cmd: b, outs: [all/one]}",
                    "inside: {cmd: changed, deps: [dir/part], outs: [x]}",
                    "around: {cmd: r, deps: [all], outs: [y]}"});
    options.locked = false;
    const RunRecord next = project.run_blindly(options);
    if (stored) {
        CHECK(outcome(next) == "a skipped, b skipped, inside ran, around skipped");
        CHECK(project.read("x") == "changed\npart");
    } else {
        CHECK(execution(next, "inside").status == ExecutionStatus::blocked);
        CHECK_THAT(reason(next, "inside"), ContainsSubstring("dir/part is neither here nor in the store"));
    }
}

TEST_CASE("a stage that must run fetches its absent inputs from the store") {
    Chain project;
    for (const char* gone : {"source", "x", "y"}) project.remove(gone);
    project.stages({chain[0], chain[1], "c: {cmd: changed, deps: [y], outs: [z]}"});
    RunOptions options = TestProject::options();
    options.allow_missing = true;
    CHECK(outcome(project.run(options)) == "a skipped, b skipped, c ran");
    CHECK(project.read("z") == "changed\nb\na\n1");
    CHECK(project.read("y") == "b\na\n1");
    CHECK(!project.exists("x"));
}

TEST_CASE("when holds a stage back unless it is named") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "b: {cmd: b, deps: [x], outs: [y], when: manual}",
                    "c: {cmd: c, deps: [y], outs: [z]}"});
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a ran, b held, c blocked");
    CHECK(run.status == RunStatus::succeeded);
    CHECK(reason(run, "c") == "b is held back");
    CHECK(outcome(project.run(TestProject::options({"b"}))) == "a skipped, b ran");
    CHECK(outcome(project.run()) == "a skipped, b skipped, c ran");
    // Going back needs no permission: nothing runs.
    project.remove("y");
    CHECK(outcome(project.run()) == "a skipped, b restored, c skipped");
}

TEST_CASE("always_changed runs each time and what follows only when it must") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x], always_changed: true}", "b: {cmd: b, deps: [x], outs: [y]}"});
    CHECK(outcome(project.run()) == "a ran, b ran");
    CHECK(outcome(project.run()) == "a ran, b skipped");
}

TEST_CASE("a frozen stage keeps its outputs as they are and pulls nothing in") {
    TestProject project;
    project.write("source", "1");
    project.stages({"a: {cmd: a, deps: [source], outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    project.run();
    project.stages(
        {"a: {cmd: other, deps: [source], outs: [x], frozen: true}", "b: {cmd: b, deps: [x], outs: [y]}"});
    CHECK(outcome(project.run()) == "a skipped, b skipped");
    project.remove("source");
    project.remove("x");
    CHECK(outcome(project.run()) == "a restored, b skipped");
    project.remove("x");
    project.remove(".mlpipe/objects");
    CHECK(outcome(project.run()) == "a blocked, b blocked");
}

TEST_CASE("what has changed in a stage itself is told also where a stage before it would run") {
    TestProject project;
    project.write("params.yaml", "lr: 1\n");
    project.write("in", "1");
    project.stages({"a: {cmd: a, deps: [in], outs: [x]}", "b: {cmd: b, deps: [x], params: [lr], outs: [y]}"});
    REQUIRE(project.run().status == RunStatus::succeeded);
    project.write("in", "2");
    CHECK(project.status().at(1).decision.reason == "depends on a, which would run");
    project.write("params.yaml", "lr: 2\n");
    const StageStatus b = project.status().at(1);
    CHECK(b.decision.kind == DecisionKind::unknown);
    CHECK_THAT(b.decision.reason, ContainsSubstring("which would run; ") && ContainsSubstring("lr"));
    REQUIRE(b.decision.changes.size() == 1);
    CHECK(b.decision.changes[0].name == "params.yaml:lr");
}
