// Asked to stop in the middle, and failures of the run itself.
#include <thread>

#include "mlpipe/base/error.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

TEST_CASE("an interrupt ends what runs, starts nothing, and keeps what was done") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}",
                    "c: {cmd: c, deps: [y], outs: [z]}", "d: {cmd: d, outs: [w]}"});
    project.executor.hold("b");
    RunningRun running(project);
    project.executor.wait_until_running("b");
    while (project.reporter.all<StageRecorded>().size() < 2) std::this_thread::yield();
    project.interrupt.request();
    const RunRecord run = running.result();
    CHECK(run.status == RunStatus::interrupted);
    CHECK(outcome(run) == "a ran, b interrupted, c interrupted, d ran");
    CHECK(reason(run, "c") == "not started: the run was interrupted");
    CHECK_THAT(project.reporter.notices(),
               ContainsSubstring("stopping: 1 stage may take up to 5.00 s to end; "
                                 "a second Ctrl-C"));
    CHECK(project.executor.cancellations() == 1);
    CHECK(project.lock().stages.size() == 2);
    CHECK(project.lineage().run(run.id)->status == RunStatus::interrupted);

    Interrupt fresh;
    World world = project.world();
    project.executor.release_all();
    const RunRecord next =
        mlpipe::run(project.project(), TestProject::options(), world, project.reporter, fresh);
    CHECK(outcome(next) == "a skipped, b ran, c ran, d skipped");
}

TEST_CASE("the second request ends stages at once") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.executor.hold("a");
    RunningRun running(project);
    project.executor.wait_until_running("a");
    project.interrupt.request();
    project.interrupt.request();
    CHECK(running.result().status == RunStatus::interrupted);
    CHECK(project.executor.cancellations() == 3);
}

namespace {

// Asks to stop as soon as a stage is decided on, while others still have to be looked at.
class RequestingReporter : public Reporter {
  public:
    explicit RequestingReporter(Interrupt& interrupt) : interrupt_(interrupt) {}
    void handle(const Event& event) override {
        if (std::holds_alternative<StageDecided>(event) && interrupt_.requests() == 0) interrupt_.request();
    }

  private:
    Interrupt& interrupt_;
};

}  // namespace

TEST_CASE("a request while stages are looked at makes none of them a failure") {
    TestProject project;
    project.write("x", "by hand");
    project.stages({"a: {cmd: a, deps: [x], outs: [y]}", "b: {cmd: b, deps: [x], outs: [z]}"});
    project.executor.hold_all();
    RequestingReporter reporter(project.interrupt);
    World world = project.world();
    const RunRecord run =
        mlpipe::run(project.project(), TestProject::options(), world, reporter, project.interrupt);
    CHECK(run.status == RunStatus::interrupted);
    CHECK(outcome(run) == "a interrupted, b interrupted");
}

TEST_CASE("a request made before the run begins nothing and clears nothing") {
    TestProject project;
    project.write("x", "by hand");
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.interrupt.request();
    const RunRecord run = project.run_blindly();
    CHECK(run.status == RunStatus::interrupted);
    CHECK(outcome(run) == "a interrupted");
    CHECK(project.executor.begun().empty());
    CHECK(project.read("x") == "by hand");
}

TEST_CASE("an interrupt ends the wait before the next attempt") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x], retries: {attempts: 2, delay: 1h}}"});
    project.executor.fails("a");
    RunningRun running(project);
    project.executor.wait_until_running(0);
    while (project.executor.begun().empty()) std::this_thread::yield();
    project.interrupt.request();
    const RunRecord run = running.result();
    CHECK(outcome(run) == "a interrupted");
    CHECK(execution(run, "a").attempts == 1);
}

TEST_CASE("a stage that ends well while the run is interrupted counts") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    project.executor.behave("a", [&](const FakeAttempt& attempt) {
        project.interrupt.request();
        while (project.executor.cancellations() == 0) std::this_thread::yield();
        attempt.write_outputs();
        return FakeExecutor::exited(0);
    });
    const RunRecord run = project.run_blindly();
    CHECK(run.status == RunStatus::interrupted);
    CHECK(outcome(run) == "a ran, b interrupted");
    CHECK(project.lock().stages.count("a") == 1);
}

TEST_CASE("what an interrupted stage left is ours to remove") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("x", "half");
        project.interrupt.request();
        while (project.executor.cancellations() == 0) std::this_thread::yield();
        JobResult result;
        result.end = JobEnd::cancelled;
        result.code = 15;
        return result;
    });
    CHECK(outcome(project.run_blindly()) == "a interrupted");
    project.executor.succeeds("a");
    World world = project.world();
    Interrupt fresh;
    CHECK(outcome(mlpipe::run(project.project(), {}, world, project.reporter, fresh)) == "a ran");
    CHECK(!project.exists(".mlpipe/displaced"));
}

TEST_CASE("an interrupt ends the hashing of an input, and runs nothing") {
    TestProject project;
    // Little ones are read on the main thread.
    project.write("huge", std::string(GENERATE(std::size_t{3} << 20, std::size_t{3}), 'h'));
    project.stages({"a: {cmd: a, deps: [huge], outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    project.files.on_open([&](const std::string& path) {
        if (path == project.path("huge")) project.interrupt.request();
    });
    const RunRecord run = project.run_blindly();
    CHECK(run.status == RunStatus::interrupted);
    CHECK(outcome(run) == "a interrupted, b interrupted");
    CHECK(project.executor.begun().empty());
    CHECK(project.reporter.warnings().empty());
}

TEST_CASE("an interrupt ends a restore, which is whole the next time") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.executor.writes("a", std::string(3 << 20, 'x'));
    project.run();
    project.remove("x");
    project.files.on_open([&](const std::string& path) {
        if (path.find("/objects/") != std::string::npos) project.interrupt.request();
    });
    const RunRecord run = project.run_blindly();
    CHECK(run.status == RunStatus::interrupted);
    CHECK(outcome(run) == "a interrupted");
    CHECK(!project.exists("x"));
    CHECK(project.lineage().run(run.id)->executions.front().status == ExecutionStatus::interrupted);

    project.files.on_open(nullptr);
    World world = project.world();
    Interrupt fresh;
    CHECK(outcome(mlpipe::run(project.project(), {}, world, project.reporter, fresh)) == "a restored");
    CHECK(project.read("x").size() == 3 << 20);
}

TEST_CASE("only the second request gives up what a stage has made, and leaves it in place") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    const int requests = GENERATE(1, 2);
    project.executor.behave("a", [&](const FakeAttempt& attempt) {
        attempt.write_outputs("worth hours");
        for (int i = 0; i < requests; ++i) project.interrupt.request();
        return FakeExecutor::exited(0);
    });
    const RunRecord run = project.run_blindly();
    CHECK(run.status == RunStatus::interrupted);
    CHECK(outcome(run) == (requests == 1 ? "a ran" : "a interrupted"));
    CHECK(project.lock().stages.count("a") == (requests == 1 ? 1 : 0));
    CHECK(project.read("x") == "worth hours");
}

TEST_CASE("a reporter that fails ends the run without leaving threads behind") {
    TestProject project;
    for (int i = 0; i < 6; ++i) project.write("source" + std::to_string(i), std::string(100'000, 'x'));
    std::vector<std::string> lines;
    for (int i = 0; i < 6; ++i) {
        const std::string n = std::to_string(i);
        lines.push_back("s" + n + ": {cmd: c, deps: [source" + n + "], outs: [o" + n + "]}");
    }
    project.stages(lines);
    // RunStarted, then whatever comes: while stages are hashed, begun, running, recorded.
    for (std::size_t event = 1; event < 24; event += event < 8 ? 1 : 3) {
        RecordingReporter reporter;
        reporter.fail_from_event(event);
        World world = project.world();
        RunOptions options = TestProject::options();
        options.force = true;
        CHECK_THROWS_WITH(mlpipe::run(project.project(), options, world, reporter, project.interrupt),
                          ContainsSubstring("the reader of the events is gone"));
    }
    CHECK(project.run().status == RunStatus::succeeded);
}

TEST_CASE("a run that breaks off does not wait for its stages") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "b: {cmd: b, outs: [y]}"});
    project.executor.hold("b");
    // RunStarted, two decisions, two starts: the next event is the end of `a`.
    project.reporter.fail_from_event(6);
    World world = project.world();
    CHECK_THROWS_AS(
        mlpipe::run(project.project(), TestProject::options(), world, project.reporter, project.interrupt),
        Error);
    CHECK(project.executor.cancellations() > 0);
    project.executor.release_all();
    CHECK(project.run().status == RunStatus::succeeded);
}

TEST_CASE("one run of a project at a time") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.executor.hold("a");
    RunningRun running(project);
    project.executor.wait_until_running("a");
    RecordingReporter other;
    World world = project.world();
    try {
        mlpipe::run(project.project(), TestProject::options(), world, other, project.interrupt);
        FAIL("it ran");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::locked);
        CHECK_THAT(error.what(), ContainsSubstring("process"));
    }
    CHECK(in_progress(project.project()));
    CHECK(outcome(project.status()) == "a run");  // readers take no lock
    project.executor.finish("a");
    CHECK(running.result().status == RunStatus::succeeded);
}

TEST_CASE("a waiting run gets the lock when it is free, and stops waiting when interrupted") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    create_state_directory(project.files, project.project());
    std::optional<ProjectLock> held = ProjectLock::acquire(project.project(), 0, project.interrupt);
    auto waiting = std::async(std::launch::async,
                              [&] { return ProjectLock::acquire(project.project(), 60, project.interrupt); });
    CHECK(waiting.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
    held.reset();
    held = waiting.get();
    project.interrupt.request();
    try {
        ProjectLock::acquire(project.project(), 60, project.interrupt);
        FAIL("it is held twice");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::interrupted);
    }
}

TEST_CASE("a stage cannot run its own project, but another one") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.environment.push_back("MLPIPE_STAGE=outer");
    project.environment.push_back("MLPIPE_ROOT=" + project.path() + "/");
    CHECK_THROWS_WITH(project.run_blindly(), ContainsSubstring("stage 'outer'") &&
                                                 ContainsSubstring(project.path() + "', which runs"));
    // MLPIPE_ROOT wins: the pipeline that was asked for belongs to another project.
    Project other = project.project();
    other.pipeline_file = "/elsewhere/pipeline.yaml";
    World world = project.world();
    CHECK_THROWS_WITH(
        mlpipe::run(other, TestProject::options(), world, project.reporter, project.interrupt),
        ContainsSubstring("'/elsewhere/pipeline.yaml', but") && ContainsSubstring("env -u MLPIPE_ROOT"));
    project.environment.back() = "MLPIPE_ROOT=/somewhere/else";
    CHECK(outcome(project.run_blindly()) == "a ran");
}
