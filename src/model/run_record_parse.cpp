// A run's document read back, as it comes from a run commit or another clone.
#include "json_fields.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

constexpr int run_version = 1;

std::int64_t time_or_zero(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    if (!value || value->is_null()) return 0;
    const auto time = parse_time(item_text(*value, name));
    if (!time) damaged(name, "is no time");
    return *time;
}

std::vector<std::string> texts(const Value& map, std::string_view name) {
    std::vector<std::string> items;
    for (const Value& item : list(map, name)) items.push_back(item_text(item, name));
    return items;
}

std::optional<std::string> optional_text(const Value& map, std::string_view name) {
    return map.find(name) ? std::optional(text(map, name)) : std::nullopt;
}

Execution parse_execution(const Value& value) {
    Execution execution;
    execution.stage = text(value, "stage");
    const auto status = parse_execution_status(text(value, "status"));
    if (!status) damaged("status", "is none that this mlpipe knows");
    execution.status = *status;
    execution.reason = text_or(value, "reason", "");
    if (const Value* key = value.find("key"); key && !key->is_null()) execution.key = digest(*key, "key");
    execution.started_ns = time_or_zero(value, "started");
    execution.finished_ns = time_or_zero(value, "finished");
    execution.use.wall_s = number(value, "duration_s");
    if (value.find("cpu_s")) execution.use.cpu_s = number(value, "cpu_s");
    execution.use.peak_memory = count_or_zero(value, "peak_memory");
    if (const Value* code = value.find("exit_code"); code && !code->is_null())
        execution.exit_code = static_cast<int>(number(value, "exit_code"));
    execution.attempts = static_cast<unsigned>(count_or_zero(value, "attempts"));
    execution.changed_inputs = texts(value, "changed_inputs");
    for (const Value& artifact : list(value, "leftovers"))
        execution.leftovers.push_back(parse_artifact(artifact));
    execution.accepted = flag_or(value, "accepted", false);
    for (const auto& [name, metric] : map(value, "metrics")) {
        if (!metric.number()) damaged(name, "is no number");
        execution.metrics.emplace_back(name, *metric.number());
    }
    if (const Value* record = value.find("record")) execution.record = parse_stage_record(*record);
    return execution;
}

MachineEnvironment parse_machine(const Value& value) {
    MachineEnvironment machine;
    machine.os = text_or(value, "os", "");
    machine.kernel = text_or(value, "kernel", "");
    machine.cpu = text_or(value, "cpu", "");
    machine.cpus = static_cast<unsigned>(count_or_zero(value, "cpus"));
    machine.memory = count_or_zero(value, "memory");
    machine.gpus = texts(value, "gpus");
    return machine;
}

InterpreterEnvironment parse_interpreter(const Value& value) {
    InterpreterEnvironment interpreter;
    interpreter.interpreter = text(value, "interpreter");
    interpreter.version = text_or(value, "version", "");
    for (const auto& [name, version] : map(value, "packages"))
        interpreter.packages.emplace_back(name, item_text(version, name));
    return interpreter;
}

}  // namespace

RunRecord parse_run_record(const Value& value) {
    if (required(value, "version") != Value(run_version))
        throw Error(ErrorKind::damaged, "a run's record has a version other than 1: a newer mlpipe wrote it");
    RunRecord run;
    run.id = text(value, "id");
    const auto status = parse_run_status(text(value, "status"));
    if (!status) damaged("status", "is none that this mlpipe knows");
    run.status = *status;
    run.pipeline = text_or(value, "pipeline", "");
    run.pipeline_file = text(value, "pipeline_file");
    run.name = text_or(value, "name", "");
    run.note = text_or(value, "note", "");
    run.arguments = texts(value, "arguments");
    run.instance = text_or(value, "instance", "");
    run.started_ns = time_or_zero(value, "started");
    run.finished_ns = time_or_zero(value, "finished");
    required(value, "executions");
    for (const Value& execution : list(value, "executions"))
        run.executions.push_back(parse_execution(execution));
    for (const Value& result : list(value, "gates")) run.gates.push_back(parse_gate_result(result));
    for (const Value& result : list(value, "checks")) run.checks.push_back(parse_check_result(result));
    if (const Value* machine = value.find("machine")) run.machine = parse_machine(*machine);
    for (const Value& interpreter : list(value, "interpreters"))
        run.interpreters.push_back(parse_interpreter(interpreter));
    run.branch = optional_text(value, "branch");
    run.head = optional_text(value, "head");
    run.commit = optional_text(value, "commit");
    if (const Value* again = value.find("reproduction"))
        run.reproduction = Reproduction{text(*again, "run"), text(*again, "commit"), text(*again, "verdict")};
    if (const Value* cause = value.find("cause")) run.cause = parse_run_cause(*cause);
    return run;
}

}  // namespace mlpipe
