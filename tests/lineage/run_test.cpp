#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "sample.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

void same(const Execution& left, const Execution& right) {
    CAPTURE(left.stage, right.stage);
    CHECK(left.stage == right.stage);
    CHECK(left.status == right.status);
    CHECK(left.reason == right.reason);
    CHECK(left.key == right.key);
    CHECK(left.started_ns == right.started_ns);
    CHECK(left.finished_ns == right.finished_ns);
    CHECK(left.use.wall_s == right.use.wall_s);
    CHECK(left.use.cpu_s == right.use.cpu_s);
    CHECK(left.use.peak_memory == right.use.peak_memory);
    CHECK(left.exit_code == right.exit_code);
    CHECK(left.attempts == right.attempts);
    CHECK(left.record == right.record);
    CHECK(left.changed_inputs == right.changed_inputs);
    CHECK(left.leftovers == right.leftovers);
    CHECK(left.accepted == right.accepted);
    CHECK(left.metrics == right.metrics);
}

GateResult gate(const std::string& metric, std::optional<double> value, GateVerdict verdict) {
    GateResult result;
    result.stage = "evaluate";
    result.metric = metric;
    result.value = value;
    result.rule = GateRule::max_drop;
    result.threshold = 0.01;
    result.baseline = GateBaseline{"production", "v1.2.0", "", std::string(40, 'd'), 0.73, true};
    result.verdict = verdict;
    result.reason = "auc 0.61 < 0.7";
    return result;
}

CheckResult failed_check() {
    CheckResult check;
    check.stage = "prepare";
    check.data = "data.csv";
    check.schema = "schema.yaml";
    check.rows = 100;
    check.judged = 12;
    check.verdict = GateVerdict::fail;
    check.reason = "column 'age', nulls: 2 of 100 rows missing";
    RuleResult rule;
    rule.column = "age";
    rule.rule = "nulls";
    rule.verdict = GateVerdict::fail;
    rule.judged = 100;
    rule.failed = 2;
    rule.lines = {3, 7};
    rule.reason = "2 of 100 rows missing";
    check.rules = {rule};
    return check;
}

RunRecord whole_run() {
    RunRecord run = sample::run(1);
    run.name = "deeper";
    run.note = "with \"quotes\" and\nlines";
    run.arguments = {"run", "-S", "train.depth=3", "caf\xe9.yaml"};
    run.instance = "some other clone";
    run.machine = {"Debian 12", "Linux 6.1", "A CPU", 8, 34359738368ull, {"A GPU", "A GPU"}};
    run.interpreters = {{"/usr/bin/python3.11", "3.11.2", {{"numpy", "1.26.4"}, {"pandas", "2.1.0"}}},
                        {"/opt/na\xefve/python", "3.12.1", {}}};
    run.commit = std::string(40, 'a');
    run.branch = "feature/deeper";
    run.head = std::string(40, 'b');
    run.reproduction = Reproduction{sample::run_id(-7), std::string(40, 'c'), "differs"};
    run.cause = RunCause{RunCause::Kind::watch, "2026-11-23T13:00:00Z", "", ""};
    run.gates = {gate("eval.json:auc", 0.61, GateVerdict::fail),
                 gate("eval.json:loss", std::nullopt, GateVerdict::undecided)};
    run.checks = {failed_check()};
    run.executions.push_back(sample::never("ingest", ExecutionStatus::held));
    run.executions.push_back(sample::skipped("clean", 1, sample::run_id(-5)));
    run.executions.push_back(sample::ran("prepare", 1, run.id));
    run.executions.push_back(sample::failed("train", 2));
    run.executions.push_back(sample::never("evaluate", ExecutionStatus::blocked));
    run.executions.push_back(sample::ran("deploy", 1, run.id));
    run.executions.back().changed_inputs = {"data/a", "data/caf\xe9"};
    run.executions.back().record.reset();
    run.executions.push_back(sample::ran("report", 1, run.id));
    run.executions.back().status = ExecutionStatus::restored;
    run.executions.back().attempts = 0;
    run.executions.back().exit_code.reset();
    run.executions.push_back(sample::ran("monitor", 1, run.id));
    run.executions.back().accepted = true;
    run.executions.back().record->accepted =
        Acceptance{"only a comment", "A. Person", "2026-11-23T13:15:02Z"};
    return run;
}

}  // namespace

TEST_CASE("what a program of a stage asks of gates stands beside the run's own verdicts") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    RunRecord run = sample::run(1);
    GateResult asked = gate("eval.json:auc", 0.61, GateVerdict::pass);
    asked.asked_by = "compare";
    CHECK_FALSE(lineage.add_asked_gates(run.id, {asked}));
    lineage.begin_run(run);
    CHECK(lineage.add_asked_gates(run.id, {asked}));
    CHECK(lineage.add_asked_gates(run.id, {asked, asked}));
    CHECK(lineage.asked_gates(run.id) == std::vector{asked, asked, asked});
    run.status = RunStatus::succeeded;
    run.gates = {gate("eval.json:loss", 0.2, GateVerdict::pass), asked};
    lineage.finish_run(run);
    CHECK(lineage.run(run.id)->gates == run.gates);
    CHECK(lineage.asked_gates(run.id) == std::vector{asked});
    // It has ended: nothing is added to it any more.
    CHECK_FALSE(lineage.add_asked_gates(run.id, {asked}));
}

TEST_CASE("a run comes back as it was stored") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    const RunRecord stored = whole_run();
    sample::store(lineage, stored, RunStatus::failed);
    const auto found = lineage.run(stored.id);
    REQUIRE(found);
    CHECK(found->id == stored.id);
    CHECK(found->status == RunStatus::failed);
    CHECK(found->pipeline == stored.pipeline);
    CHECK(found->pipeline_file == stored.pipeline_file);
    CHECK(found->name == stored.name);
    CHECK(found->note == stored.note);
    CHECK(found->arguments == stored.arguments);
    CHECK(found->instance == stored.instance);
    CHECK(found->started_ns == stored.started_ns);
    CHECK(found->finished_ns == stored.started_ns + 5'000'000'000);
    CHECK(found->commit == stored.commit);
    CHECK(found->gates == stored.gates);
    CHECK(found->checks == stored.checks);
    CHECK(found->machine.os == stored.machine.os);
    CHECK(found->machine.kernel == stored.machine.kernel);
    CHECK(found->machine.cpu == stored.machine.cpu);
    CHECK(found->machine.cpus == stored.machine.cpus);
    CHECK(found->machine.memory == stored.machine.memory);
    CHECK(found->machine.gpus == stored.machine.gpus);
    REQUIRE(found->interpreters.size() == 2);
    CHECK(found->interpreters[0].interpreter == stored.interpreters[0].interpreter);
    CHECK(found->interpreters[0].packages == stored.interpreters[0].packages);
    CHECK(found->interpreters[1].interpreter == stored.interpreters[1].interpreter);
    CHECK(found->interpreters[1].version == "3.12.1");
    REQUIRE(found->executions.size() == stored.executions.size());
    for (std::size_t i = 0; i < stored.executions.size(); ++i)
        same(found->executions[i], stored.executions[i]);
}

TEST_CASE("a run is found by the reason for which it was started, the newest of several") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    const RunCause tick{RunCause::Kind::watch, "2026-11-23T13:00:00Z", "", ""};
    const RunCause alarm{RunCause::Kind::retraining, "", "alarm-1", sample::run_id(1)};
    RunRecord cut_off = sample::run(1), again = sample::run(2), retraining = sample::run(3);
    cut_off.cause = again.cause = tick;
    retraining.cause = alarm;
    for (const RunRecord& run : {cut_off, again, retraining}) lineage.begin_run(run);
    CHECK(lineage.run_with_cause(tick, again.pipeline_file)->id == again.id);
    CHECK(lineage.run_with_cause(alarm, again.pipeline_file)->id == retraining.id);
    CHECK_FALSE(
        lineage.run_with_cause({RunCause::Kind::watch, "2026-11-23T14:00:00Z", "", ""}, again.pipeline_file));
    // Another pipeline is watched at the same hours.
    CHECK_FALSE(lineage.run_with_cause(tick, "other.yaml"));
    CHECK(lineage.runs({}).front().cause == alarm);
}

TEST_CASE("types survive: a whole number stays one, and names keep their bytes") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    auto execution = sample::ran("train", 1, sample::run_id(1));
    auto& inputs = execution.record->inputs;
    inputs.parameters = {{"p.yaml", "float", 1.0},
                         {"p.yaml", "huge", *Integer::parse("123456789012345678901234567890")},
                         {"p.yaml", "whole", 1}};
    inputs.dependencies = {sample::artifact("na\xefve.csv", "x")};
    execution.record->prior = {sample::artifact("state", "before")};
    execution.record->outputs[0].reference.executable = true;
    sample::store(lineage, 1, {execution});
    const auto run = lineage.run(sample::run_id(1));
    REQUIRE(run);
    CHECK(run->executions.at(0).record == execution.record);
    CHECK(run->executions.at(0).record->inputs.parameters[0].value == Value(1.0));
    CHECK_FALSE(run->executions.at(0).record->inputs.parameters[0].value == Value(1));
}

TEST_CASE("a run that goes on shows what has begun") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    RunRecord run = sample::run(1);
    lineage.begin_run(run);
    Execution start;
    start.stage = "train";
    start.started_ns = 77;
    REQUIRE(lineage.begin_executions(run.id, {start}).size() == 1);
    const auto found = lineage.run(run.id);
    REQUIRE(found);
    CHECK(found->status == RunStatus::running);
    REQUIRE(found->executions.size() == 1);
    CHECK(found->executions[0].status == ExecutionStatus::running);
    CHECK(found->executions[0].started_ns == 77);
    CHECK(found->instance == lineage.instance());
    CHECK(lineage.runs({}).at(0).other == 1);
}

TEST_CASE("an execution that never reported its end gets the one the run knows") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    RunRecord run = sample::run(1);
    lineage.begin_run(run);
    lineage.begin_executions(run.id, {sample::never("train", ExecutionStatus::running)});
    run.status = RunStatus::interrupted;
    run.executions = {sample::failed("train", 1)};
    run.executions[0].status = ExecutionStatus::interrupted;
    lineage.finish_run(run);
    const auto found = lineage.run(run.id);
    REQUIRE(found);
    REQUIRE(found->executions.size() == 1);
    same(found->executions[0], run.executions[0]);
}

TEST_CASE("the end of a run does not overwrite an execution that ended before") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    RunRecord run = sample::run(1);
    run.executions = {sample::ran("train", 1, run.id)};
    sample::store(lineage, run);
    run.executions[0].reason = "another";
    lineage.finish_run(run);
    CHECK(lineage.run(run.id)->executions.at(0).reason == "no record with this key");
}

TEST_CASE("a run without a beginning is stored at its end") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    RunRecord run = sample::run(1);
    run.status = RunStatus::succeeded;
    run.executions = {sample::skipped("train", 1, sample::run_id(0))};
    run.executions[0].accepted = true;
    lineage.finish_run(run);
    REQUIRE(lineage.run(run.id));
    CHECK(lineage.run(run.id)->executions.at(0).accepted);
}

TEST_CASE("executions of a run that was not begun are an error, and leave nothing") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    CHECK_THROWS_WITH(lineage.begin_executions("nowhere", {sample::never("a", ExecutionStatus::running)}),
                      ContainsSubstring("nowhere"));
    lineage.begin_run(sample::run(1));  // a transaction can begin again
    CHECK(lineage.runs({}).size() == 1);
}

TEST_CASE("ids are completed from their beginning, where it is enough") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    for (const char* id : {"20260101-aa", "20260101-ab", "20260101", "20260202-zz"}) {
        RunRecord run = sample::run(1);
        run.id = id;
        lineage.begin_run(run);
    }
    CHECK(lineage.run("20260202")->id == "20260202-zz");
    CHECK(lineage.run("20260101")->id == "20260101");  // whole ids win over longer ones
    CHECK(lineage.run("20260101-ab")->id == "20260101-ab");
    CHECK_FALSE(lineage.run("20260101-b"));
    CHECK_FALSE(lineage.run("2027"));
    CHECK_FALSE(lineage.run(""));
    CHECK_FALSE(lineage.run("%"));
    try {
        lineage.run("20260101-a");
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK_THAT(error.what(), ContainsSubstring("20260101-aa, 20260101-ab"));
    }
}

TEST_CASE("runs are listed newest first and filtered") {
    Lineage lineage(":memory:", Lineage::Mode::read_write);
    for (int i = 0; i < 5; ++i) {
        RunRecord run = sample::run(i);
        run.name = i % 2 ? "odd" : "even";
        run.executions = {sample::skipped("prepare", 1, sample::run_id(0))};
        if (i == 3) run.executions.push_back(sample::failed("train", i));
        if (i == 2) run.executions.push_back(sample::ran("train", i, run.id));
        sample::store(lineage, run, i == 3 ? RunStatus::failed : RunStatus::succeeded);
    }
    const auto ids = [&lineage](const RunFilter& filter) {
        std::vector<std::string> found;
        for (const auto& run : lineage.runs(filter)) found.push_back(run.id);
        return found;
    };
    const auto id = sample::run_id;
    CHECK(ids({}) == std::vector{id(4), id(3), id(2), id(1), id(0)});
    RunFilter filter;
    filter.limit = 2;
    CHECK(ids(filter) == std::vector{id(4), id(3)});
    filter.limit = 0;
    filter.name = "odd";
    CHECK(ids(filter) == std::vector{id(3), id(1)});
    filter.stage = "train";
    CHECK(ids(filter) == std::vector{id(3)});
    filter.name.reset();
    CHECK(ids(filter) == std::vector{id(3), id(2)});
    filter.status = RunStatus::succeeded;
    CHECK(ids(filter) == std::vector{id(2)});
    filter = {};
    filter.stage = "prepare";  // was skipped everywhere: it did not act
    CHECK(ids(filter).empty());
    filter = {};
    filter.since_ns = sample::run(3).started_ns;
    CHECK(ids(filter) == std::vector{id(4), id(3)});
    const auto all = lineage.runs({});
    CHECK(all[1].failed == 1);
    CHECK(all[1].skipped == 1);
    CHECK(all[1].status == RunStatus::failed);
    CHECK(all[2].ran == 1);
    CHECK(all[2].pipeline == "flights");
}
