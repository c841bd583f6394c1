// What runs when: order, width, resources.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "mlpipe/base/error.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

namespace {

using Names = std::vector<std::string>;

std::size_t place(const Names& names, const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::string variable(const Job& job, const std::string& name) {
    for (const auto& [key, value] : job.environment)
        if (key == name) return value;
    return "(unset)";
}

void takes_as_it_says(FakeExecutor& executor) {
    executor.takes("short", 1);
    executor.takes("long", 10);
    executor.takes("head", 2);
    executor.takes("tail", 20);
}

}  // namespace

TEST_CASE("a stage begins when everything before it is done, and not earlier") {
    TestProject project;
    project.stages({"c: {cmd: c, deps: [b1, b2], outs: [c1]}", "a: {cmd: a, outs: [a1]}",
                    "b: {cmd: b, deps: [a1], outs: [b1]}", "d: {cmd: d, deps: [a1], outs: [b2]}"});
    project.executor.hold_all();
    RunningRun running(project);
    project.executor.wait_until_running("a");
    project.executor.finish("a");
    project.executor.wait_until_running(2);
    project.executor.finish("d");
    project.reporter.wait_until_decided("b");
    CHECK(place(project.executor.begun(), "c") == 3);  // not there yet
    project.executor.finish("b");
    project.executor.wait_until_running("c");
    project.executor.finish("c");
    const RunRecord run = running.result();
    CHECK(run.status == RunStatus::succeeded);
    CHECK(outcome(run) == "a ran, b ran, d ran, c ran");
    CHECK(project.read("c1") == "c\nb\na\nd\na\n");
}

TEST_CASE("the longest remaining path goes first, by the durations that the lock knows") {
    TestProject project;
    const Names lines = {"short: {cmd: s, outs: [s]}", "long: {cmd: l, outs: [l]}",
                         "head: {cmd: h, outs: [h]}", "tail: {cmd: t, deps: [h], outs: [t]}"};
    project.stages(lines);
    takes_as_it_says(project.executor);
    // Too much to be read between two decisions.
    project.executor.writes("head", std::string(1 << 20, 'h'));
    REQUIRE(project.run().status == RunStatus::succeeded);

    // Old enough for the stat cache to vouch for them: nothing must be hashed before the first decision.
    project.files.move_clock(10);
    RunOptions options = TestProject::options();
    options.jobs = 1;
    options.force = true;
    CHECK(outcome(project.status(options)) == "short run, long run, head run, tail unknown");
    project.executor.hold_all();
    RunningRun running(project, options);
    project.executor.wait_until_running("head");
    project.executor.finish("head");
    // While `tail` is being looked at the place is not left empty.
    project.executor.wait_until_running("long");
    project.reporter.wait_until_decided("tail");
    project.executor.release_all();
    CHECK(running.result().status == RunStatus::succeeded);
    CHECK(project.executor.most_at_once() == 1);
    CHECK(project.executor.begun() == Names{"head", "long", "tail", "short"});
}

TEST_CASE("a stage that has little to read is decided on before a shorter one takes its place") {
    TestProject project;
    project.stages({"short: {cmd: s, outs: [s]}", "long: {cmd: l, outs: [l]}", "head: {cmd: h, outs: [h]}",
                    "tail: {cmd: t, deps: [h], outs: [t]}"});
    takes_as_it_says(project.executor);
    REQUIRE(project.run().status == RunStatus::succeeded);
    project.executor.forget();
    RunOptions options = TestProject::options();
    options.jobs = 1;
    options.force = true;
    CHECK(project.run(options).status == RunStatus::succeeded);
    CHECK(project.executor.begun() == Names{"head", "tail", "long", "short"});
}

TEST_CASE("no more stages run at once than there are jobs") {
    TestProject project;
    Names lines;
    for (int i = 0; i < 8; ++i)
        lines.push_back("s" + std::to_string(i) + ": {cmd: c, outs: [o" + std::to_string(i) + "]}");
    project.stages(lines);
    project.executor.hold_all();
    RunOptions options = TestProject::options();
    options.jobs = 3;
    RunningRun running(project, options);
    project.executor.wait_until_running(3);
    project.executor.finish("s0");
    project.executor.wait_until_running("s3");
    project.executor.wait_until_running(3);
    project.executor.release_all();
    CHECK(running.result().status == RunStatus::succeeded);
    CHECK(project.executor.most_at_once() == 3);
}

TEST_CASE("while a result is stored the next command runs, unless there is one job or a resource is held") {
    TestProject project;
    const bool alone = GENERATE(false, true), holding = GENERATE(false, true);
    project.write(".mlpipe/config.yaml", "resources: {cpu: 8, disk: 9}\n");
    project.stages({std::string("a: {cmd: a, outs: [a1]") + (holding ? ", resources: {disk: 1}}" : "}"),
                    "b: {cmd: b, outs: [b1]}", "c: {cmd: c, outs: [c1]}"});
    project.executor.hold("b");
    project.executor.hold("c");
    RunOptions options = TestProject::options();
    options.jobs = alone ? 1 : 2;
    Names begun;
    project.files.on_open([&](const std::string& path) {
        if (path != project.path("a1")) return;
        if (!alone) project.executor.wait_until_running("b");
        if (!alone && !holding) project.executor.wait_until_running("c");
        begun = project.executor.begun();
        project.executor.release_all();
    });
    CHECK(outcome(project.run_blindly(options)) == "a ran, b ran, c ran");
    CHECK(begun.size() == (alone ? 1U : holding ? 2U : 3U));
    CHECK(project.executor.most_at_once() <= options.jobs);
}

TEST_CASE("a stage whose inputs take long to read is named") {
    TestProject project;
    project.write("big", std::string(1 << 20, 'x'));
    project.write("small", "x");
    project.stages({"a: {cmd: a, deps: [big], outs: [a1]}", "b: {cmd: b, deps: [small], outs: [b1]}"});
    const auto told = [&] {
        return project.reporter.notices().find("inputs are being read") != std::string::npos;
    };
    std::atomic<bool> told_meanwhile = false;
    project.files.on_open([&](const std::string& path) {
        if (path != project.path("big")) return;
        project.clock.move(3);
        for (int i = 0; !told() && i < 1000; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        told_meanwhile = told();
    });
    CHECK(outcome(project.run_blindly()) == "a ran, b ran");
    CHECK(told_meanwhile);
    CHECK(project.reporter.notices().find("inputs are being read") ==
          project.reporter.notices().rfind("inputs are being read"));
}

TEST_CASE("run.jobs counts where the command line says nothing") {
    TestProject project;
    project.write(".mlpipe/config.yaml", "run: {jobs: 1}\nresources: {cpu: 8}\n");
    project.stages({"a: {cmd: a, outs: [a]}", "b: {cmd: b, outs: [b]}", "c: {cmd: c, outs: [c]}"});
    RunOptions options;
    CHECK(project.run(options).status == RunStatus::succeeded);
    CHECK(project.executor.most_at_once() == 1);
    CHECK(project.reporter.all<RunStarted>().front().jobs == 1);
}

TEST_CASE("a mutex keeps stages apart and lets the others pass") {
    TestProject project;
    project.write(".mlpipe/config.yaml", "resources: {cpu: 8}\n");
    project.stages({"a: {cmd: a, outs: [a], resources: {mutex: db}}",
                    "b: {cmd: b, outs: [b], resources: {mutex: db}}", "c: {cmd: c, outs: [c]}"});
    project.executor.hold_all();
    RunningRun running(project);
    project.executor.wait_until_running("a");
    project.executor.wait_until_running("c");
    project.executor.finish("c");
    project.executor.wait_until_running(1);
    CHECK(place(project.executor.begun(), "b") == 2);  // not there yet
    project.executor.finish("a");
    project.executor.wait_until_running("b");
    project.executor.release_all();
    CHECK(running.result().status == RunStatus::succeeded);
    CHECK(project.executor.most_at_once() == 2);
}

TEST_CASE("cpus and named tokens limit what runs at once") {
    TestProject project;
    project.write(".mlpipe/config.yaml", "resources: {cpu: 8, licence: 2}\n");
    project.stages(
        {"a: {cmd: a, outs: [a], resources: {licence: 1}}", "b: {cmd: b, outs: [b], resources: {licence: 1}}",
         "c: {cmd: c, outs: [c], resources: {licence: 1}}", "d: {cmd: d, outs: [d], resources: {cpu: 8}}"});
    project.executor.hold_all();
    RunningRun running(project);
    project.executor.wait_until_running("a");
    project.executor.wait_until_running("b");
    project.executor.finish("a");
    project.executor.wait_until_running("c");
    project.executor.release_all();
    CHECK(running.result().status == RunStatus::succeeded);
    CHECK(project.executor.most_at_once() == 2);
}

TEST_CASE("stages with gpus get devices of their own, among those the caller sees") {
    TestProject project;
    project.write(".mlpipe/config.yaml", "resources: {cpu: 8, gpu: 3}\n");
    project.stages({"a: {cmd: a, outs: [a], resources: {gpu: 1}}",
                    "b: {cmd: b, outs: [b], resources: {gpu: 2}}",
                    "c: {cmd: c, outs: [c], resources: {gpu: 1}}", "d: {cmd: d, outs: [d]}"});
    project.environment.push_back("CUDA_VISIBLE_DEVICES=4,GPU-x,6");
    project.executor.hold_all();
    RunningRun running(project);
    project.executor.wait_until_running("a");
    project.executor.wait_until_running("b");
    project.executor.wait_until_running("d");
    std::multiset<std::string> devices;
    std::string all = variable(project.executor.job("a"), "CUDA_VISIBLE_DEVICES") + "," +
                      variable(project.executor.job("b"), "CUDA_VISIBLE_DEVICES") + ",";
    while (!all.empty()) {
        devices.insert(all.substr(0, all.find(',')));
        all.erase(0, all.find(',') + 1);
    }
    CHECK(devices == std::multiset<std::string>{"4", "6", "GPU-x"});
    CHECK(variable(project.executor.job("d"), "CUDA_VISIBLE_DEVICES") == "4,GPU-x,6");
    project.executor.release_all();
    CHECK(running.result().status == RunStatus::succeeded);
    CHECK(project.executor.most_at_once() == 3);
}

TEST_CASE("a stage that could never fit is an error before anything runs") {
    TestProject project;
    project.write(".mlpipe/config.yaml", "resources: {cpu: 2}\n");
    project.stages({"a: {cmd: a, outs: [a]}", "b: {cmd: b, outs: [b], resources: {cpu: 3}}",
                    "c: {cmd: c, outs: [c], resources: {token: 1}}"});
    try {
        project.run_blindly();
        FAIL("it ran");
    } catch (const PipelineError& error) {
        REQUIRE(error.diagnostics().size() == 2);
        CHECK(error.diagnostics().front().position.line == 3);
        CHECK_THAT(error.what(), ContainsSubstring("stage 'b' could never run here"));
    }
    CHECK(project.executor.begun().empty());
    // What is not part of the run does not matter.
    CHECK(outcome(project.run(TestProject::options({"a"}))) == "a ran");
}

TEST_CASE("needs order stages without feeding them") {
    TestProject project;
    project.stages({"b: {cmd: b, outs: [b], needs: [a]}", "a: {cmd: a, outs: [a]}"});
    CHECK(outcome(project.run()) == "a ran, b ran");
    CHECK(project.executor.begun() == Names{"a", "b"});
    project.stages({"b: {cmd: b, outs: [b], needs: [a]}", "a: {cmd: changed, outs: [a]}"});
    CHECK(outcome(project.run()) == "a ran, b skipped");
}

TEST_CASE("lines that a stage prints reach the reporter in order") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [a]}"});
    project.executor.behave("a", [](const FakeAttempt& attempt) {
        attempt.line("one");
        attempt.line("two");
        attempt.write_outputs();
        return FakeExecutor::exited(0);
    });
    project.run();
    const auto lines = project.reporter.all<StageLine>();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].line == "one");
    CHECK(lines[1].line == "two");
    CHECK(lines[1].stage == "a");
    CHECK(project.reporter.all<StageRecorded>().size() == 1);
}
