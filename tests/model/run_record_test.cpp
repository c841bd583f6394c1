#include "mlpipe/model/run_record.hpp"

#include "mlpipe/base/json.hpp"
#include "support/catch.hpp"

using namespace mlpipe;

namespace {

// 2026-11-23T13:15:02.123Z
constexpr std::int64_t moment = 1795439702123000000;

RunRecord small_run() {
    RunRecord run;
    run.id = "id";
    run.status = RunStatus::failed;
    run.pipeline = "flights";
    run.pipeline_file = "pipeline.yaml";
    run.started_ns = moment;
    run.finished_ns = moment + 2'000'000'000;
    return run;
}

}  // namespace

TEST_CASE("a run's JSON has the fields that programs rely on, first and in order") {
    RunRecord run = small_run();
    Execution execution;
    execution.stage = "train";
    execution.status = ExecutionStatus::failed;
    execution.reason = "never run here";
    execution.key = sha256("x");
    execution.use.wall_s = 1.5;
    execution.exit_code = 3;
    execution.attempts = 2;
    run.executions = {execution};
    const Value value = to_value(run);

    const std::vector<std::string> expected{"id", "status", "pipeline", "started", "finished", "executions"};
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK((*value.as_map())[i].first == expected[i]);
    CHECK(*value.find("started") == Value("2026-11-23T13:15:02.123Z"));
    CHECK(*value.find("finished") == Value("2026-11-23T13:15:04.123Z"));

    const Value& first = *value.find_path("executions.0");
    const std::vector<std::string> fields{"stage",      "status",    "reason",  "key",
                                          "duration_s", "exit_code", "attempts"};
    for (std::size_t i = 0; i < fields.size(); ++i) CHECK((*first.as_map())[i].first == fields[i]);
    CHECK(*first.find("key") == Value(sha256("x").hex()));
    CHECK(*first.find("duration_s") == Value(1.5));
    CHECK(*first.find("exit_code") == Value(3));
    CHECK(*first.find("attempts") == Value(2));
    CHECK(first.find("record") == nullptr);
    CHECK(first.find("accepted") == nullptr);
}

TEST_CASE("what never was is null or left out") {
    RunRecord run = small_run();
    run.finished_ns = 0;
    run.executions.resize(1);
    run.executions[0].status = ExecutionStatus::blocked;
    const Value value = to_value(run);
    CHECK(value.find("finished")->is_null());
    CHECK(value.find("commit") == nullptr);
    CHECK(value.find_path("executions.0.key")->is_null());
    CHECK(value.find_path("executions.0.exit_code")->is_null());
    CHECK(value.find_path("executions.0.cpu_s") == nullptr);
}

TEST_CASE("what applies is added") {
    RunRecord run = small_run();
    run.commit = "abc";
    run.note = "a note";
    run.machine.memory = 18446744073709551615ull;
    run.interpreters = {
        {"/usr/bin/python3", "3.11.2", {{"numpy", "1.26"}, {"numpy", "2.0"}, {"pandas", "2.2"}}}};
    Execution execution;
    execution.attempts = 1;
    execution.use = {1, 2, 4096};
    execution.accepted = true;
    execution.changed_inputs = {"data/caf\xe9"};
    execution.leftovers = {{"out", {}}};
    execution.record = StageRecord();
    run.executions = {execution};
    const Value value = to_value(run);
    CHECK(*value.find("commit") == Value("abc"));
    CHECK(*value.find("note") == Value("a note"));
    CHECK(value.find_path("machine.memory")->as_integer()->text() == "18446744073709551615");
    CHECK(canonical_json(*value.find_path("interpreters.0.packages")) ==
          R"({"numpy":"1.26","pandas":"2.2"})");
    const Value& first = *value.find_path("executions.0");
    CHECK(*first.find("peak_memory") == Value(4096));
    CHECK(*first.find("cpu_s") == Value(2.0));
    CHECK(*first.find("accepted") == Value(true));
    CHECK(first.find_path("leftovers.0.path")->as_string() != nullptr);
    CHECK(*first.find("record") == to_value(StageRecord()));
    CHECK_NOTHROW(canonical_json(value));  // also with a name that is not UTF-8
}

TEST_CASE("a run's document is read back") {
    RunRecord run = small_run();
    run.name = "deeper";
    run.arguments = {"run", "-S", "train.depth=3"};
    run.instance = "a clone";
    run.machine = {"Debian 12", "6.1", "A CPU", 8, 34359738368ull, {"A GPU"}};
    run.interpreters = {{"/usr/bin/python3", "3.11.2", {{"numpy", "1.26"}, {"pandas", "2.2"}}}};
    run.branch = "main";
    run.head = std::string(40, 'b');
    run.commit = std::string(40, 'a');
    run.reproduction = Reproduction{"20261101T000000000Z-000001", std::string(40, 'c'), "identical"};
    run.cause = RunCause{RunCause::Kind::retraining, "", "alarm-1", "20261101T000000000Z-000002"};
    Execution ran;
    ran.stage = "train";
    ran.status = ExecutionStatus::ran;
    ran.reason = "never run here";
    ran.key = sha256("x");
    ran.started_ns = moment;
    ran.finished_ns = moment + 1'000'000;
    ran.use = {1.5, 0.5, 4096};
    ran.exit_code = 0;
    ran.attempts = 1;
    ran.metrics = {{"m.json:auc", 0.75}, {"m.json:n", 3}};
    ran.record = StageRecord();
    ran.record->run = run.id;
    ran.record->inputs.working_directory = ".";
    Execution failed;
    failed.stage = "evaluate";
    failed.status = ExecutionStatus::failed;
    failed.leftovers = {{"caf\xe9", {}}};
    failed.changed_inputs = {"data"};
    run.executions = {ran, failed};

    const Value document = to_value(run);
    const RunRecord read = parse_run_record(parse_json(canonical_json(document), "run.json"));
    CHECK(canonical_json(to_value(read)) == canonical_json(document));
    CHECK(read.executions[0].metrics == ran.metrics);
    CHECK(read.executions[0].record == ran.record);
    CHECK(read.executions[1].leftovers == failed.leftovers);
    CHECK(read.reproduction == run.reproduction);
    CHECK(read.cause == run.cause);
    CHECK(read.machine.memory == run.machine.memory);
    CHECK(read.interpreters == run.interpreters);
}

TEST_CASE("a damaged document of a run is refused with the field's name") {
    const auto refused = [](const char* field, Value value) {
        Value document = to_value(small_run());
        document.set(field, std::move(value));
        return document;
    };
    CHECK_THROWS_WITH(parse_run_record(refused("status", "well")), ContainsSubstring("'status'"));
    CHECK_THROWS_WITH(parse_run_record(refused("started", "yesterday")), ContainsSubstring("'started'"));
    CHECK_THROWS_WITH(parse_run_record(refused("executions", 1)), ContainsSubstring("'executions'"));
    CHECK_THROWS_WITH(parse_run_record(refused("version", 2)), ContainsSubstring("newer"));
    CHECK_THROWS_WITH(parse_run_record(Value::Map{{"version", 1}}), ContainsSubstring("'id'"));
}

TEST_CASE("run ids sort by time and carry milliseconds") {
    CHECK(make_run_id(moment, 0x7f3a9c) == "20261123T131502123Z-7f3a9c");
    CHECK(make_run_id(moment, 0xff00000a) == "20261123T131502123Z-00000a");
    CHECK(make_run_id(moment, 0xffffff) < make_run_id(moment + 1'000'000, 0));
    CHECK(is_run_id(make_run_id(moment, 1)));
    for (const char* name : {"", "../../elsewhere", "..", "a/b", "a.b"}) CHECK_FALSE(is_run_id(name));
}
