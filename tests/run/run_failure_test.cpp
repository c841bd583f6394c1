// Stages that fail: what goes on, what is tried again, what is kept and said.
#include <atomic>
#include <chrono>

#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

TEST_CASE("after a failure nothing new begins, and what runs may end") {
    TestProject project;
    project.stages({"bad: {cmd: x, outs: [o1]}", "slow: {cmd: s, outs: [o2]}",
                    "later: {cmd: l, deps: [o2], outs: [o3]}", "after: {cmd: a, deps: [o1], outs: [o4]}"});
    project.executor.fails("bad", 3);
    project.executor.hold_all();
    RunningRun running(project);
    project.executor.wait_until_running("bad");
    project.executor.wait_until_running("slow");
    project.executor.finish("bad");
    project.executor.wait_until_running(1);
    // Only when the scheduler has heard of it may the other one end.
    while (project.reporter.all<StageFinished>().empty()) std::this_thread::yield();
    project.executor.finish("slow");
    const RunRecord run = running.result();
    CHECK(run.status == RunStatus::failed);
    CHECK(outcome(run) == "bad failed, slow ran, later blocked, after blocked");
    CHECK(reason(run, "bad") == "the command exited with 3");
    CHECK(execution(run, "bad").exit_code == 3);
    CHECK(reason(run, "later") == "not started: bad failed");
    CHECK(reason(run, "after") == "bad failed");
    // What ended well is in the lock although the run failed.
    CHECK(project.lock().stages.count("slow") == 1);
    CHECK(project.lock().stages.count("bad") == 0);
    CHECK(project.reporter.all<RunFinished>().front().log_files ==
          std::vector<std::string>{".mlpipe/runs/" + run.id + "/bad.log"});
    CHECK(outcome(project.status()) == "bad run, slow skip, later run, after unknown");
}

TEST_CASE("keep-going runs whatever does not depend on a failure") {
    TestProject project;
    project.stages({"bad: {cmd: x, outs: [o1]}", "after: {cmd: a, deps: [o1], outs: [o4]}",
                    "last: {cmd: a, deps: [o4], outs: [o5]}", "slow: {cmd: s, outs: [o2]}",
                    "later: {cmd: l, deps: [o2], outs: [o3]}"});
    project.executor.fails("bad");
    RunOptions options = TestProject::options();
    options.keep_going = true;
    const RunRecord run = project.run(options);
    CHECK(run.status == RunStatus::failed);
    CHECK(outcome(run) == "bad failed, after blocked, last blocked, slow ran, later ran");
    CHECK(reason(run, "last") == "bad failed");
}

TEST_CASE("a failed stage is tried again, each attempt without what the one before left") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [one, two, kept: {persist: true}], retries: 2}"});
    std::atomic<int> stale{0};
    project.executor.behave("a", [&](const FakeAttempt& attempt) {
        if (project.exists("one") || project.exists("two")) ++stale;
        if (attempt.number == 1) {
            project.write("one", "half");
            project.write("kept", "1");
            return FakeExecutor::exited(1);
        }
        if (attempt.number == 2) {
            project.write("two", "half");
            return FakeExecutor::timed_out();
        }
        const std::string kept = project.read("kept");
        attempt.write_outputs("whole after " + kept);
        return FakeExecutor::exited(0);
    });
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a ran");
    CHECK(execution(run, "a").attempts == 3);
    CHECK(execution(run, "a").use.wall_s == 1.5);
    CHECK(stale == 0);
    CHECK(project.read("two") == "whole after 1");
    const auto started = project.reporter.all<StageStarted>();
    REQUIRE(started.size() == 3);
    CHECK(started.back().attempt == 3);
}

TEST_CASE("the delay between attempts grows by the back-off") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x], retries: {attempts: 3, delay: 20ms, backoff: 3}}"});
    project.executor.fails("a");
    const auto before = std::chrono::steady_clock::now();
    const RunRecord run = project.run();
    CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(20 + 60));
    CHECK(execution(run, "a").attempts == 3);
    CHECK(execution(run, "a").status == ExecutionStatus::failed);
}

TEST_CASE("exit 0 without a declared output is a failure that names it") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x, y, z]}"});
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("y", "there");
        return FakeExecutor::exited(0);
    });
    const RunRecord run = project.run();
    CHECK(reason(run, "a") == "the command succeeded but did not write 'x', 'z'");
    CHECK(run.status == RunStatus::failed);
    // For a look, and never in the store.
    CHECK(project.read("y") == "there");
    CHECK(!project.exists(".mlpipe/objects"));
}

TEST_CASE("how a stage ended is told apart") {
    TestProject project;
    project.stages(
        {"a: {cmd: a, outs: [x], timeout: 90s}", "b: {cmd: b, outs: [y]}", "c: {cmd: c, outs: [z]}"});
    project.executor.behave("a", [](const FakeAttempt&) { return FakeExecutor::timed_out(); });
    project.executor.behave("b", [](const FakeAttempt&) {
        JobResult result;
        result.end = JobEnd::signalled;
        result.code = 9;
        return result;
    });
    project.executor.behave("c", [](const FakeAttempt&) {
        JobResult result;
        result.end = JobEnd::could_not_start;
        result.message = "there is no program 'frob'";
        return result;
    });
    RunOptions options = TestProject::options();
    options.keep_going = true;
    const RunRecord run = project.run(options);
    CHECK_THAT(reason(run, "a"), ContainsSubstring("longer than its timeout of 1 m 30 s"));
    CHECK(execution(run, "a").exit_code == 143);
    CHECK_THAT(reason(run, "b"), ContainsSubstring("killed by signal 9 (SIGKILL)"));
    CHECK(execution(run, "b").exit_code == 137);
    CHECK(reason(run, "c") == "there is no program 'frob'");
    CHECK(!execution(run, "c").exit_code);
    CHECK(project.executor.job("a").timeout_s == 90);
}

TEST_CASE("a program that cannot start is not tried again") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x], retries: 5}"});
    project.executor.behave("a", [](const FakeAttempt&) {
        JobResult result;
        result.end = JobEnd::could_not_start;
        return result;
    });
    CHECK(execution(project.run(), "a").attempts == 1);
}

TEST_CASE("processes that outlived their command are reported") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.executor.behave("a", [](const FakeAttempt& attempt) {
        attempt.write_outputs();
        JobResult result;
        result.left_behind = 2;
        return result;
    });
    CHECK(outcome(project.run()) == "a ran");
    CHECK_THAT(project.reporter.warnings(), ContainsSubstring("a: 2 processes outlived the command"));
}

TEST_CASE("an output that is a link is refused") {
    TestProject project;
    project.write("elsewhere", "1");
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.files.create_link("elsewhere", project.path("x"));
        return FakeExecutor::exited(0);
    });
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a failed");
    CHECK_THAT(reason(run, "a"), ContainsSubstring("x is a symbolic link"));
}

TEST_CASE("a source that is not there, and that no stage makes, is an error with its place") {
    TestProject project;
    project.stages({"a: {cmd: a, deps: [gone], outs: [x]}"});
    try {
        project.run_blindly();
        FAIL("it ran");
    } catch (const PipelineError& error) {
        CHECK_THAT(error.what(), ContainsSubstring("pipeline.yaml:2:"));
        CHECK_THAT(error.what(), ContainsSubstring("stage 'a' depends on 'gone'"));
    }
}

TEST_CASE("a parameter that is not there fails before anything runs") {
    TestProject project;
    project.write("params.yaml", "lr: 1\n");
    project.stages({"a: {cmd: a, outs: [x], params: [rl]}"});
    CHECK_THROWS_WITH(project.run_blindly(),
                      ContainsSubstring("pipeline.yaml:2:") && ContainsSubstring("'rl'"));
    CHECK(project.executor.begun().empty());
}
