#include "mlpipe/model/run_record.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include "json_fields.hpp"
#include "mlpipe/base/clock.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

constexpr std::array execution_statuses{ExecutionStatus::running,  ExecutionStatus::ran,
                                        ExecutionStatus::restored, ExecutionStatus::skipped,
                                        ExecutionStatus::failed,   ExecutionStatus::blocked,
                                        ExecutionStatus::held,     ExecutionStatus::interrupted};
constexpr std::array run_statuses{RunStatus::running, RunStatus::succeeded, RunStatus::failed,
                                  RunStatus::interrupted};

Value size_value(std::uint64_t bytes) {
    return *Integer::parse(std::to_string(bytes));
}

Value execution_value(const Execution& execution) {
    Value::Map map{{"stage", text_value(execution.stage)},
                   {"status", to_string(execution.status)},
                   {"reason", text_value(execution.reason)},
                   {"key", execution.key == StageKey() ? Value() : Value(execution.key.hex())},
                   {"duration_s", execution.use.wall_s},
                   {"exit_code", execution.exit_code ? Value(*execution.exit_code) : Value()},
                   {"attempts", static_cast<std::int64_t>(execution.attempts)}};
    if (execution.started_ns != 0) map.emplace_back("started", format_time(execution.started_ns));
    if (execution.finished_ns != 0) map.emplace_back("finished", format_time(execution.finished_ns));
    if (execution.attempts > 0) {
        map.emplace_back("cpu_s", execution.use.cpu_s);
        map.emplace_back("peak_memory", size_value(execution.use.peak_memory));
    }
    if (!execution.changed_inputs.empty())
        map.emplace_back("changed_inputs", text_list(execution.changed_inputs));
    if (!execution.leftovers.empty()) {
        Value::List leftovers;
        for (const ArtifactAt& artifact : execution.leftovers) leftovers.push_back(to_value(artifact));
        map.emplace_back("leftovers", std::move(leftovers));
    }
    if (execution.accepted) map.emplace_back("accepted", true);
    if (!execution.metrics.empty()) {
        Value::Map metrics;
        for (const auto& [name, value] : execution.metrics)
            metrics.emplace_back(*text_value(name).as_string(), value);
        map.emplace_back("metrics", std::move(metrics));
    }
    if (execution.record) map.emplace_back("record", to_value(*execution.record));
    return map;
}

Value machine_value(const MachineEnvironment& machine) {
    return Value::Map{
        {"os", text_value(machine.os)},         {"kernel", text_value(machine.kernel)},
        {"cpu", text_value(machine.cpu)},       {"cpus", static_cast<std::int64_t>(machine.cpus)},
        {"memory", size_value(machine.memory)}, {"gpus", text_list(machine.gpus)}};
}

Value interpreter_value(const InterpreterEnvironment& interpreter) {
    Value::Map packages;
    for (const auto& [name, version] : interpreter.packages)
        // Two installations of one package are listed by the first; a map cannot hold both.
        if (packages.empty() || packages.back().first != name)
            packages.emplace_back(name, text_value(version));
    return Value::Map{{"interpreter", text_value(interpreter.interpreter)},
                      {"version", text_value(interpreter.version)},
                      {"packages", std::move(packages)}};
}

}  // namespace

bool is_up_to_date(const Execution& execution) {
    return execution.status == ExecutionStatus::ran || execution.status == ExecutionStatus::restored ||
           execution.status == ExecutionStatus::skipped;
}

const char* to_string(ExecutionStatus status) {
    switch (status) {
        case ExecutionStatus::running:
            return "running";
        case ExecutionStatus::ran:
            return "ran";
        case ExecutionStatus::restored:
            return "restored";
        case ExecutionStatus::skipped:
            return "skipped";
        case ExecutionStatus::failed:
            return "failed";
        case ExecutionStatus::blocked:
            return "blocked";
        case ExecutionStatus::held:
            return "held";
        case ExecutionStatus::interrupted:
            return "interrupted";
    }
    return "running";
}

const char* to_string(RunStatus status) {
    switch (status) {
        case RunStatus::running:
            return "running";
        case RunStatus::succeeded:
            return "succeeded";
        case RunStatus::failed:
            return "failed";
        case RunStatus::interrupted:
            return "interrupted";
    }
    return "running";
}

std::optional<ExecutionStatus> parse_execution_status(std::string_view text) {
    for (const ExecutionStatus status : execution_statuses)
        if (text == to_string(status)) return status;
    return std::nullopt;
}

std::optional<RunStatus> parse_run_status(std::string_view text) {
    for (const RunStatus status : run_statuses)
        if (text == to_string(status)) return status;
    return std::nullopt;
}

Value to_value(const RunRecord& run) {
    Value::Map map{{"id", run.id},
                   {"status", to_string(run.status)},
                   {"pipeline", text_value(run.pipeline)},
                   {"started", time_or_null(run.started_ns)},
                   {"finished", time_or_null(run.finished_ns)}};
    Value::List executions;
    executions.reserve(run.executions.size());
    for (const Execution& execution : run.executions) executions.push_back(execution_value(execution));
    map.emplace_back("executions", std::move(executions));
    if (!run.gates.empty()) {
        Value::List gates;
        for (const GateResult& result : run.gates) gates.push_back(to_value(result));
        map.emplace_back("gates", std::move(gates));
    }
    if (!run.checks.empty()) {
        Value::List checks;
        for (const CheckResult& result : run.checks) checks.push_back(to_value(result));
        map.emplace_back("checks", std::move(checks));
    }
    map.emplace_back("version", 1);
    map.emplace_back("pipeline_file", text_value(run.pipeline_file));
    if (!run.name.empty()) map.emplace_back("name", text_value(run.name));
    if (!run.note.empty()) map.emplace_back("note", text_value(run.note));
    if (!run.arguments.empty()) map.emplace_back("arguments", text_list(run.arguments));
    if (!run.instance.empty()) map.emplace_back("instance", run.instance);
    if (run.branch) map.emplace_back("branch", text_value(*run.branch));
    if (run.head) map.emplace_back("head", *run.head);
    if (run.commit) map.emplace_back("commit", *run.commit);
    if (const auto& again = run.reproduction)
        map.emplace_back(
            "reproduction",
            Value::Map{{"run", again->run}, {"commit", again->commit}, {"verdict", again->verdict}});
    if (run.cause) map.emplace_back("cause", to_value(*run.cause));
    map.emplace_back("machine", machine_value(run.machine));
    if (!run.interpreters.empty()) {
        Value::List interpreters;
        for (const InterpreterEnvironment& each : run.interpreters)
            interpreters.push_back(interpreter_value(each));
        map.emplace_back("interpreters", std::move(interpreters));
    }
    return map;
}

bool is_run_id(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
        return letter == '-' || std::isalnum(letter) != 0;
    });
}

std::string make_run_id(std::int64_t unix_ns, std::uint32_t random) {
    std::string id;
    for (const char c : format_time(unix_ns))
        if (c != '-' && c != ':' && c != '.') id += c;
    std::array<char, 8> suffix{};
    std::snprintf(suffix.data(), suffix.size(), "-%06x", static_cast<unsigned>(random & 0xffffff));
    return id + suffix.data();
}

}  // namespace mlpipe
