#include "mlpipe/report/run_text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "fields.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/check_text.hpp"
#include "mlpipe/report/gate_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

using namespace fields;

std::string time_text(std::int64_t ns) {
    return ns == 0 ? std::string() : format_time(ns);
}

std::string all_metrics_text(const RunRecord& run) {
    MetricValues all;
    for (const Execution& execution : run.executions)
        all.insert(all.end(), execution.metrics.begin(), execution.metrics.end());
    return metrics_text(all);
}

std::string inputs_text(const StageInputs& inputs) {
    std::string text = list("command", printable_command(inputs.command));
    if (inputs.working_directory != ".") text += field("directory", inputs.working_directory);
    if (!inputs.command.shell.empty()) text += field("shell", inputs.command.shell);
    text += list("parameters", parameters_text(inputs.parameters));
    text += list("dependencies", artifacts_text(inputs.dependencies));
    text += list("environment files", artifacts_text(inputs.environment_files));
    std::string environment;
    for (const auto& [name, value] : inputs.environment) environment += printable(name + "=" + value) + "\n";
    for (const auto& [name, digest] : inputs.passed) {
        environment += printable(name) + "  passed, " + digest.hex().substr(0, digest_digits_shown) + "\n";
    }
    for (const std::string& name : inputs.secrets) environment += printable(name) + "  secret\n";
    return text + list("environment", environment);
}

std::string cause_of(const RunCause& cause) {
    return cause_text(cause) + (cause.run.empty() ? "" : ", found by run " + cause.run);
}

}  // namespace

Tone tone_of(ExecutionStatus status) {
    switch (status) {
        case ExecutionStatus::running:
            return Tone::accent;
        case ExecutionStatus::ran:
        case ExecutionStatus::restored:
            return Tone::good;
        case ExecutionStatus::skipped:
            return Tone::faint;
        case ExecutionStatus::failed:
            return Tone::bad;
        case ExecutionStatus::blocked:
        case ExecutionStatus::held:
        case ExecutionStatus::interrupted:
            break;
    }
    return Tone::caution;
}

Tone tone_of(RunStatus status) {
    switch (status) {
        case RunStatus::running:
            return Tone::accent;
        case RunStatus::succeeded:
            return Tone::good;
        case RunStatus::failed:
            return Tone::bad;
        case RunStatus::interrupted:
            break;
    }
    return Tone::caution;
}

std::string run_text(const RunRecord& run, const TextStyle& style) {
    std::string text = pad("run", label_columns) + toned(printable(run.id), Tone::strong, style.colour) +
                       "  " + toned(to_string(run.status), tone_of(run.status), style.colour) + "\n";
    text +=
        field("pipeline", run.pipeline + (run.pipeline_file.empty() ? "" : " (" + run.pipeline_file + ")"));
    text +=
        field("name", run.name) + field("note", run.note) + field("arguments", joined(run.arguments, " "));
    text += field("started", time_text(run.started_ns));
    if (run.finished_ns > 0) {
        text += field("took", text::format_duration(seconds_between(run.started_ns, run.finished_ns)));
    }
    text += field("branch", run.branch.value_or("")) + field("commit", run.commit.value_or(""));
    if (run.reproduction) text += field("reproduces", reproduction_text(*run.reproduction));
    if (run.cause) text += field("cause", cause_of(*run.cause));
    text += field("machine", machine_text(run.machine));
    for (const InterpreterEnvironment& seen : run.interpreters) {
        text += field("interpreter", seen.interpreter + (seen.version.empty() ? "" : " " + seen.version) +
                                         ", " + text::plural(seen.packages.size(), "package"));
    }
    if (run.executions.empty()) return text;
    text += list("metrics", all_metrics_text(run));

    Table table({{"stage", Align::left, true},
                 {"status", Align::left, false},
                 {"time", Align::right, false},
                 {"cpu", Align::right, false},
                 {"memory", Align::right, false},
                 {"reason", Align::left, true}});
    for (const Execution& execution : run.executions) {
        const double took = duration_s(execution);
        const ResourceUse& use = execution.use;
        std::string reason = execution.reason;
        if (execution.status == ExecutionStatus::failed && execution.exit_code) {
            reason = exit_text(*execution.exit_code) + (reason.empty() ? "" : "; " + reason);
        }
        if (execution.accepted && reason.find("accepted") == std::string::npos)
            reason += reason.empty() ? "accepted" : " (accepted)";
        table.add(
            {TableCell(execution.stage), TableCell(to_string(execution.status), tone_of(execution.status)),
             TableCell(took > 0 ? text::format_duration(took) : ""),
             TableCell(use.cpu_s > 0 ? text::format_duration(use.cpu_s) : ""),
             TableCell(use.peak_memory > 0 ? text::format_bytes(use.peak_memory) : ""), TableCell(reason)});
    }
    text += "\n" + table.text(style);
    if (!run.gates.empty()) text += "\n" + gates_text(run.gates, style);
    if (!run.checks.empty()) text += "\n" + checks_text(run.checks, style);
    for (const CheckResult& check : run.checks)
        if (!check.rules.empty()) text += "\n" + check_text(check, false, style);
    return text;
}

std::string execution_text(const Execution& execution, const TextStyle& style) {
    std::string text = pad("stage", label_columns) +
                       toned(printable(execution.stage), Tone::strong, style.colour) + "  " +
                       toned(to_string(execution.status), tone_of(execution.status), style.colour) + "\n";
    text += field("reason", execution.reason);
    if (execution.key != StageKey{}) text += field("key", execution.key.hex());
    text += field("started", time_text(execution.started_ns));
    if (execution.exit_code) text += field("exit code", exit_text(*execution.exit_code).substr(10));
    if (execution.attempts > 1) text += field("attempts", std::to_string(execution.attempts));
    if (const double took = duration_s(execution); took > 0)
        text += field("took", text::format_duration(took));
    if (execution.use.cpu_s > 0) text += field("cpu time", text::format_duration(execution.use.cpu_s));
    if (execution.use.peak_memory > 0)
        text += field("peak memory", text::format_bytes(execution.use.peak_memory));
    if (execution.record) {
        const StageRecord& record = *execution.record;
        if (record.accepted) {
            text += field("accepted", record.accepted->why + ", by " + record.accepted->by + " at " +
                                          record.accepted->at);
        }
        if (!record.run.empty()) text += field("made by", "run " + record.run);
        text += inputs_text(record.inputs) + list("outputs", artifacts_text(record.outputs));
    }
    text += list("metrics", metrics_text(execution.metrics));
    text += list("left behind by the failure", artifacts_text(execution.leftovers));
    for (const std::string& path : execution.changed_inputs) {
        text += "changed while it ran, so the result is not reused: " + printable(path) + "\n";
    }
    return text;
}

}  // namespace mlpipe
