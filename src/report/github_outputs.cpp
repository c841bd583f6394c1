#include "mlpipe/report/github_outputs.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "mlpipe/base/json.hpp"
#include "mlpipe/report/printable.hpp"

namespace mlpipe {
namespace {

// All outputs of a job together may have 1 MiB.
constexpr std::size_t most_json_bytes = 256 << 10;

std::string json_or_nothing(const Value& map) {
    const std::string text = canonical_json(map);
    return text.size() > most_json_bytes ? "" : text;
}

// Checks are gates to whoever asks whether something may follow.
std::string gates_passed(const RunRecord& run) {
    if (run.gates.empty() && run.checks.empty()) return {};
    return blocking_reason(run.gates).empty() && blocking_reason(run.checks).empty() ? "true" : "false";
}

std::string metrics_json(const RunRecord& run) {
    Value map{Value::Map{}};
    for (const Execution& execution : run.executions)
        for (const auto& [name, value] : execution.metrics)
            if (std::isfinite(value)) map.set(printable(name), value);
    return json_or_nothing(map);
}

bool is_model(const StageRecord& record, const std::string& path) {
    return std::any_of(
        record.inputs.outputs.begin(), record.inputs.outputs.end(),
        [&](const OutputSpec& output) { return output.path == path && output.role == OutputRole::out; });
}

std::string model_digest(const RunRecord& run) {
    std::map<std::string, std::string> models;
    for (const Execution& execution : run.executions) {
        if (execution.kind != StageKind::train || !execution.record) continue;
        for (const ArtifactAt& output : execution.record->outputs)
            if (is_model(*execution.record, output.path))
                models.emplace(printable(output.path), output.reference.digest.hex());
    }
    if (models.empty()) return {};
    if (models.size() == 1) return models.begin()->second;
    Value map{Value::Map{}};
    for (const auto& [path, digest] : models) map.set(path, digest);
    return json_or_nothing(map);
}

// nullopt: the stage has not answered.
std::optional<bool> drift_in(const RunRecord& run, const Execution& execution) {
    if (execution.status == ExecutionStatus::failed && execution.exit_code == drift_exit_code) return true;
    if (!is_up_to_date(execution)) return std::nullopt;
    std::optional<bool> found = false;
    for (const GateResult& gate : run.gates) {
        if (gate.stage != execution.stage || gate.verdict == GateVerdict::pass) continue;
        if (gate.value && gate.verdict != GateVerdict::undecided) return true;
        found.reset();
    }
    return found;
}

std::string drift_detected(const RunRecord& run) {
    bool asked = false, answered = true;
    for (const Execution& execution : run.executions) {
        if (execution.kind != StageKind::monitor) continue;
        const std::optional<bool> drift = drift_in(run, execution);
        if (drift && *drift) return "true";
        asked = true;
        answered = answered && drift;
    }
    return asked && answered ? "false" : "";
}

}  // namespace

GithubOutputs github_outputs(const RunRecord& run, bool recorded, bool drift) {
    return {{"status", to_string(run.status)},
            {"run-id", recorded ? run.id : ""},
            {"commit", run.commit.value_or("")},
            {"gates-passed", gates_passed(run)},
            {"metrics-json", metrics_json(run)},
            {"model-digest", model_digest(run)},
            {"drift-detected", drift ? "true" : drift_detected(run)}};
}

GithubOutputs github_outputs_of_broken_run(RunStatus status) {
    GithubOutputs outputs = github_outputs({}, false, false);
    for (auto& [name, value] : outputs) value = name == "status" ? to_string(status) : "";
    return outputs;
}

std::string github_output_lines(const GithubOutputs& outputs,
                                const std::function<std::string()>& make_token) {
    std::string text;
    for (const auto& [name, value] : outputs) {
        const std::string delimiter = "ghadelimiter_" + make_token();
        text += name + "<<" + delimiter + "\n" + value + "\n" + delimiter + "\n";
    }
    return text;
}

}  // namespace mlpipe
