// What a run leaves behind: lineage, lock, journal; and what later runs learn from it.
#include <sys/stat.h>

#include "mlpipe/base/json.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "support/catch.hpp"
#include "support/run_project.hpp"

using namespace mlpipe;

TEST_CASE("a run is recorded with what it read and what came of it") {
    TestProject project;
    project.write("source", "1");
    project.write("params.yaml", "train: {lr: 0.5}\n");
    project.write("pipeline.yaml",
                  "name: demo\nstages:\n"
                  "  a: {cmd: a, deps: [source], params: [train.lr], outs: [x], metrics: [m.json]}\n"
                  "  b: {cmd: b, deps: [x], outs: [y]}\n");
    project.executor.behave("a", [&](const FakeAttempt&) {
        project.write("x", "result");
        project.write("m.json", R"({"auc": 0.75, "deep": {"n": 3}})");
        return FakeExecutor::exited(0);
    });
    project.executor.fails("b", 4);
    project.executor.takes("a", 2.5);
    RunOptions options = TestProject::options();
    options.name = "first";
    options.note = "a try";
    options.arguments = {"run", "--name", "first"};
    const RunRecord run = project.run(options);
    CHECK(run.status == RunStatus::failed);

    Lineage lineage = project.lineage();
    const auto stored = lineage.run(run.id);
    REQUIRE(stored);
    CHECK(stored->status == RunStatus::failed);
    CHECK(stored->pipeline == "demo");
    CHECK(stored->pipeline_file == "pipeline.yaml");
    CHECK(stored->name == "first");
    CHECK(stored->note == "a try");
    CHECK(stored->arguments == options.arguments);
    CHECK(stored->instance == lineage.instance());
    CHECK(stored->machine.os == run.machine.os);
    CHECK(stored->started_ns < stored->finished_ns);
    CHECK(outcome(*stored) == "a ran, b failed");
    const Execution& a = execution(*stored, "a");
    CHECK(a.use.wall_s == 2.5);
    CHECK(a.exit_code == 0);
    CHECK(a.record == execution(run, "a").record);
    REQUIRE(a.record);
    REQUIRE(a.record->inputs.parameters.size() == 1);
    CHECK(a.record->inputs.parameters.front().value == Value(0.5));
    CHECK(a.record->inputs.dependencies.front().reference.digest == sha256("1"));
    CHECK(a.record->outputs.size() == 2);
    CHECK(execution(*stored, "b").exit_code == 4);
    CHECK(execution(*stored, "b").reason == "the command exited with 4");
    CHECK(lineage.durations("pipeline.yaml").at("a") == 2.5);
    CHECK(project.lock().stages.at("a").front() == *a.record);
    // The store has the same record, for projects that share it.
    const std::string hex = a.key.hex();
    const std::string record = canonical_json(to_value(*a.record));
    CHECK(project.read(".mlpipe/records/" + hex.substr(0, 2) + "/" + hex.substr(2) + "/" +
                       sha256(record).hex() + ".json") == record);
}

TEST_CASE("a run that failed before any command started is recorded") {
    TestProject project;
    project.stages({"a: {cmd: a, deps: [dir], outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    project.write("dir/file", "1");
    REQUIRE(::mkfifo(project.path("dir/pipe").c_str(), 0600) == 0);
    const RunRecord run = project.run_blindly();
    CHECK(outcome(run) == "a failed, b blocked");
    const auto stored = project.lineage().run(run.id);
    REQUIRE(stored);
    CHECK(stored->status == RunStatus::failed);
    CHECK(outcome(*stored) == "a failed, b blocked");
    CHECK_THAT(reason(*stored, "a"), ContainsSubstring("dir/pipe"));
}

TEST_CASE("a run with nothing to do is recorded when it has a name or a note") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.run();
    CHECK(outcome(project.run()) == "a skipped");
    CHECK(project.lineage().runs({}).size() == 1);
    RunOptions options = TestProject::options();
    (GENERATE(true, false) ? options.name : options.note) = "as it was";
    const RunRecord run = project.run(options);
    CHECK(project.lineage().runs({}).size() == 2);
    const auto stored = project.lineage().run(run.id);
    REQUIRE(stored);
    CHECK(stored->status == RunStatus::succeeded);
    CHECK(stored->name + stored->note == "as it was");
    CHECK(outcome(*stored) == "a skipped");
    CHECK(project.exists(".mlpipe/runs/" + run.id + "/events.jsonl"));
}

TEST_CASE("the row of a stage is there while it runs") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.executor.hold("a");
    RunningRun running(project);
    project.executor.wait_until_running("a");
    const auto runs = project.lineage().runs({});
    REQUIRE(runs.size() == 1);
    CHECK(runs.front().status == RunStatus::running);
    CHECK(outcome(*project.lineage().run(runs.front().id)) == "a running");
    project.executor.finish("a");
    CHECK(running.result().id == runs.front().id);
}

TEST_CASE("done is told only when it is durable, after the end of the stage") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "b: {cmd: b, deps: [x], outs: [y]}"});
    project.run();
    CHECK(project.reporter.all<StageFinished>().size() == 2);
    const auto recorded = project.reporter.all<StageRecorded>();
    REQUIRE(recorded.size() == 2);
    CHECK(recorded.front().stage == "a");
}

TEST_CASE("the journal holds the events of a run, from its beginning, without what stages print") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    project.executor.behave("a", [](const FakeAttempt& attempt) {
        attempt.line("a secret thing");
        attempt.write_outputs();
        return FakeExecutor::exited(0);
    });
    const RunRecord run = project.run();
    const std::string journal = project.read(".mlpipe/runs/" + run.id + "/events.jsonl");
    std::size_t lines = 0;
    for (std::size_t at = 0; at < journal.size(); ++lines) {
        const std::size_t end = journal.find('\n', at);
        REQUIRE(end != std::string::npos);
        const Value event = parse_json(journal.substr(at, end - at), "the journal");
        REQUIRE(event.as_map() != nullptr);
        if (lines == 0) CHECK_THAT(canonical_json(event), ContainsSubstring(run.id));
        at = end + 1;
    }
    CHECK(lines >= 5);
    CHECK(journal.find("a secret thing") == std::string::npos);
}

TEST_CASE("the summary of a killed run's rows is put right by the next run") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}"});
    {
        create_state_directory(project.files, project.project());
        Lineage lineage(project.path(".mlpipe/lineage.db"), Lineage::Mode::read_write);
        RunRecord killed;
        killed.id = make_run_id(project.clock.now_ns(), 1);
        killed.pipeline_file = "pipeline.yaml";
        lineage.begin_run(killed);
        Execution half;
        half.stage = "a";
        lineage.begin_executions(killed.id, {half});
    }
    const Project place = project.project();
    PastRuns past(project.files, place);
    CHECK(past.list({}).front().status == RunStatus::interrupted);
    CHECK(outcome(past.find("latest")) == "a interrupted");
    CHECK(outcome(project.run()) == "a ran");
    const auto runs = project.lineage().runs({});
    REQUIRE(runs.size() == 2);
    CHECK(runs.back().status == RunStatus::interrupted);
}

TEST_CASE("a stage with side effects runs when its latest execution was another") {
    TestProject project;
    project.write("source", "A");
    project.stages({"deploy: {cmd: d, deps: [source], outs: [receipt]}", "notify: {cmd: n, deps: [source]}"});
    CHECK(outcome(project.run()) == "deploy ran, notify ran");
    CHECK(outcome(project.run()) == "deploy skipped, notify skipped");
    project.write("source", "B");
    CHECK(outcome(project.run()) == "deploy ran, notify ran");
    project.write("source", "A");
    CHECK(outcome(project.run()) == "deploy ran, notify ran");
    project.executor.fails("deploy");
    project.write("source", "B");
    CHECK(outcome(project.run(TestProject::options({"deploy"}))) == "deploy failed");
    project.write("source", "A");
    project.executor.succeeds("deploy");
    CHECK(outcome(project.run()) == "deploy ran, notify skipped");
}

TEST_CASE("refresh runs again what is older, and only the clock decides") {
    TestProject project;
    project.stages(
        {"a: {cmd: a, outs: [x], refresh: 1h}", "b: {cmd: b, deps: [x], outs: [y], refresh: always}"});
    CHECK(outcome(project.run()) == "a ran, b ran");
    CHECK(outcome(project.run()) == "a skipped, b ran");
    project.clock.move(3500);
    CHECK(outcome(project.run()) == "a skipped, b ran");
    project.clock.move(200);
    const RunRecord run = project.run();
    CHECK(outcome(run) == "a ran, b ran");
    CHECK_THAT(reason(run, "a"), ContainsSubstring("refresh is 1 h"));
    // The refreshed result counts from now on, although it is the same.
    CHECK(outcome(project.run()) == "a skipped, b ran");
}

TEST_CASE("a refreshed stage is fresh in a clone that has only the lock") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x], refresh: 1h}"});
    project.run();
    project.remove(".mlpipe");
    CHECK(outcome(project.run()) == "a skipped");
    project.clock.move(3700);
    CHECK(outcome(project.run()) == "a ran");
}

TEST_CASE("stages that are no more leave the lock, and others stay when only some are selected") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "b: {cmd: b, outs: [y]}", "c: {cmd: c, outs: [z]}"});
    project.run();
    project.stages({"a: {cmd: a2, outs: [x]}", "c: {cmd: c, outs: [z]}"});
    project.run(TestProject::options({"a"}));
    CHECK(project.lock().stages.size() == 2);
    CHECK(project.lock().stages.count("b") == 0);
}

TEST_CASE("a conflict in the lock is resolved by what lies in the workspace, and said") {
    TestProject project;
    project.write("source", "1");
    project.stages({"a: {cmd: a, deps: [source], outs: [x]}"});
    project.run();
    const std::string ours = project.read("pipeline.yaml.lock");
    project.write("source", "2");
    project.run();
    const std::string theirs = project.read("pipeline.yaml.lock");
    project.remove(".mlpipe");
    const std::string conflict = "<<<<<<< HEAD\n" + ours + "=======\n" + theirs + ">>>>>>> other\n";
    project.write("pipeline.yaml.lock", conflict);
    SECTION("theirs") {
        CHECK(outcome(project.run()) == "a skipped");
        CHECK(project.read("pipeline.yaml.lock") == theirs);
        CHECK_THAT(project.reporter.notices(), ContainsSubstring("resolved with their side's state"));
    }
    SECTION("ours") {
        project.write("source", "1");
        project.write("x", "a\n1");
        CHECK(outcome(project.run()) == "a skipped");
        CHECK(project.read("pipeline.yaml.lock") == ours);
        CHECK_THAT(project.reporter.notices(), ContainsSubstring("resolved with our side's state"));
    }
    SECTION("neither") {
        project.write("source", "3");
        CHECK(outcome(project.run()) == "a ran");
        CHECK_THAT(project.reporter.notices(), ContainsSubstring("a new state, neither side's"));
        CHECK(project.lock().stages.at("a").size() == 1);
    }
    CHECK(!project.lock().conflicted);
}

TEST_CASE("a damaged block of the lock is a warning and counts as absent") {
    TestProject project;
    project.stages({"a: {cmd: a, outs: [x]}", "b: {cmd: b, outs: [y]}"});
    project.run();
    const std::string lock = project.read("pipeline.yaml.lock");
    std::string damaged = lock;
    damaged.replace(damaged.find("\"duration_s\": 0.5"), 17, "\"duration_s\": 0.6");
    project.write("pipeline.yaml.lock", damaged);
    CHECK(outcome(project.run()) == "a skipped, b skipped");  // the store has the record
    CHECK_THAT(project.reporter.warnings(),
               ContainsSubstring("pipeline.yaml.lock:2: the block of stage 'a'"));
    CHECK(project.read("pipeline.yaml.lock") == lock);
}

TEST_CASE("a run with a cause is recorded although it has nothing to do") {
    TestProject project;
    project.stages({"prepare: {cmd: p, deps: [d], outs: [o]}"});
    project.write("d", "1");
    project.run();
    RunOptions options = TestProject::options();
    options.cause = RunCause{RunCause::Kind::watch, "2026-11-23T13:00:00Z", "", ""};
    const RunRecord run = project.run(options);
    CHECK(outcome(run) == "prepare skipped");
    CHECK(project.lineage().run_with_cause(*options.cause, "pipeline.yaml")->id == run.id);
}
