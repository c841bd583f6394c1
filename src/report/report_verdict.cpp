#include "report_verdict.hpp"

#include <algorithm>

#include "mlpipe/base/text.hpp"
#include "mlpipe/model/address.hpp"
#include "mlpipe/report/gate_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/run_text.hpp"
#include "summary.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_named = 3;

std::vector<const Execution*> with_status(const RunRecord& run, ExecutionStatus status) {
    std::vector<const Execution*> found;
    for (const Execution& execution : run.executions)
        if (execution.status == status) found.push_back(&execution);
    return found;
}

std::string names_of(const std::vector<const Execution*>& executions) {
    std::vector<std::string> names;
    for (const Execution* execution : executions) names.push_back(execution->stage);
    return names_text(names, most_named);
}

std::string blocked_text(const RunRecord& run) {
    const std::size_t blocked = with_status(run, ExecutionStatus::blocked).size();
    return blocked == 0 ? "" : ", and " + text::plural(blocked, "stage") + " could not follow";
}

std::string failures_text(const RunRecord& run) {
    const auto failed = with_status(run, ExecutionStatus::failed);
    if (failed.size() > 1) return std::to_string(failed.size()) + " stages failed: " + names_of(failed);
    const std::string how = failure_text(*failed.front(), "");
    return "Stage " + names_of(failed) + " failed" + (how.empty() ? "" : ": " + how);
}

std::string check_failure_text(const RunRecord& run) {
    for (const CheckResult& result : run.checks) {
        if (!blocks(result)) continue;
        const char* how = result.verdict == GateVerdict::fail ? " failed" : " cannot be decided";
        return "The check of " + printable(result.data) + how + ": " + printable(result.reason);
    }
    return "The run failed";
}

std::string gate_failure_text(const RunRecord& run) {
    std::vector<const GateResult*> blocking;
    for (const GateResult& result : run.gates)
        if (blocks(result)) blocking.push_back(&result);
    if (blocking.empty()) return check_failure_text(run);
    const GateResult& first = *blocking.front();
    const std::string how = first.verdict == GateVerdict::fail ? " failed" : " cannot be decided";
    if (blocking.size() > 1)
        return std::to_string(blocking.size()) + " gates do not hold, the first because " +
               printable(first.reason);
    return "The gate of " + printable(first.stage) + how + ": " + printable(first.reason);
}

std::string what_happened(const RunRecord& run) {
    switch (run.status) {
        case RunStatus::running: {
            const auto running = with_status(run, ExecutionStatus::running);
            return "The run is not over" + (running.empty() ? "" : ": it is at " + names_of(running));
        }
        case RunStatus::interrupted: {
            auto stopped = with_status(run, ExecutionStatus::interrupted);
            std::erase_if(stopped, [](const Execution* execution) { return !had_begun(*execution); });
            return "The run was interrupted" + (stopped.empty() ? "" : " at " + names_of(stopped));
        }
        case RunStatus::failed:
            return (with_status(run, ExecutionStatus::failed).empty() ? gate_failure_text(run)
                                                                      : failures_text(run)) +
                   blocked_text(run);
        case RunStatus::succeeded:
            break;
    }
    if (run.executions.empty()) return "No stage was part of the run";
    if (nothing_to_do(run)) return "Everything was up to date";
    return "The run succeeded: " + counts_text(run);
}

// Those that gates speak of tell more about the model than whatever else was measured.
std::vector<const MetricChange*> telling_changes(const RunReport& report) {
    std::vector<const MetricChange*> all, gated;
    const std::vector<std::string> asked = gated_metrics(report);
    for (const MetricChange& change : report.baselines.front().difference.metrics) {
        if (!change.before || !change.after || change.direction() == MetricDirection::unknown) continue;
        all.push_back(&change);
        if (std::find(asked.begin(), asked.end(), change.name) != asked.end()) gated.push_back(&change);
    }
    return gated.empty() ? all : gated;
}

std::string changes_text(const std::vector<const MetricChange*>& changes) {
    std::vector<std::string> names, texts;
    for (const MetricChange* change : changes) names.push_back(change->name);
    names = short_addresses(names);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (changes[i]->same()) continue;
        const double before = *changes[i]->before, after = *changes[i]->after;
        texts.push_back(names[i] + " " + number_text(after, before) + ", was " + number_text(before, after));
    }
    std::string text;
    for (std::size_t i = 0; i < texts.size() && i < most_named; ++i)
        text += (i == 0 ? "" : "; ") + printable(texts[i]);
    if (texts.size() > most_named) text += "; and " + std::to_string(texts.size() - most_named) + " more";
    return text.empty() ? text : " (" + text + ")";
}

struct Comparison {
    std::size_t better = 0, allowed = 0, worse = 0;
    std::string text;
};

// "better in 2 metrics, within its gate in 1 and worse in 1"
std::string shares_text(const Comparison& found) {
    std::vector<std::string> parts;
    const auto add = [&](std::size_t count, const char* how) {
        if (count > 0)
            parts.push_back(std::string(how) + " in " +
                            (parts.empty() ? text::plural(count, "metric") : std::to_string(count)));
    };
    add(found.better, "better");
    add(found.allowed, "within its gate");
    add(found.worse, "worse");
    std::string text = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) text += (i + 1 < parts.size() ? ", " : " and ") + parts[i];
    return text;
}

std::string comparison_text(const Comparison& found, const std::string& other) {
    if (found.better + found.allowed + found.worse == 0) return "the model is as good as " + other;
    if (found.allowed + found.worse == 0) return "the model is better than " + other;
    if (found.better + found.allowed == 0) return "the model is worse than " + other;
    if (found.better + found.worse == 0)
        return "the model is worse than " + other + " by no more than its gates allow";
    return "compared with " + other + " the model is " + shares_text(found);
}

// "production" is said of "production v1.2.0" too.
bool is_named(const std::string& baseline, const std::string& name) {
    return baseline.starts_with(name) && (baseline.size() == name.size() || baseline[name.size()] == ' ');
}

Comparison model_against(const RunReport& report) {
    Comparison found;
    // Where a stage failed the metrics may be those of an earlier result.
    if (report.baselines.empty() || !with_status(report.run, ExecutionStatus::failed).empty() ||
        report.run.status == RunStatus::running || report.run.status == RunStatus::interrupted)
        return found;
    const RunReport::Baseline& baseline = report.baselines.front();
    const std::string other = printable(baseline.name);
    if (baseline.same_run) return {0, 0, 0, "this is the run that made " + other};
    const auto changes = telling_changes(report);
    if (changes.empty()) return found;
    for (const MetricChange* change : changes) {
        const auto better = change->better();
        if (!better) continue;
        ++(*better ? found.better : within_gate(report, baseline, *change) ? found.allowed : found.worse);
    }
    found.text = comparison_text(found, other);
    // Where a gate has failed at it, the numbers have just been said.
    const bool said =
        std::any_of(report.run.gates.begin(), report.run.gates.end(),
                    [](const GateResult& gate) { return blocks(gate) && gate.baseline.has_value(); });
    if (!said) found.text += changes_text(changes);
    return found;
}

}  // namespace

std::string Verdict::sentence() const {
    return what + (model.empty() ? "" : "; " + model) + ".";
}

std::vector<std::string> gated_metrics(const RunReport& report) {
    std::vector<std::string> names;
    for (const GateResult& result : report.run.gates) names.push_back(result.metric);
    return names;
}

bool within_gate(const RunReport& report, const RunReport::Baseline& baseline, const MetricChange& change) {
    bool allowed = false;
    for (const GateResult& result : report.run.gates) {
        if (result.metric != change.name || !result.baseline) continue;
        const GateBaseline& other = *result.baseline;
        if (!is_named(baseline.name, other.name) && (!other.value || other.value != change.before)) continue;
        if (result.verdict != GateVerdict::pass) return false;
        allowed = true;
    }
    return allowed;
}

bool gate_blocks(const RunReport& report, const std::string& stage) {
    const auto of_stage = [&](const auto& result) { return result.stage == stage && blocks(result); };
    return std::any_of(report.run.gates.begin(), report.run.gates.end(), of_stage) ||
           std::any_of(report.run.checks.begin(), report.run.checks.end(), of_stage);
}

Verdict verdict_of(const RunReport& report) {
    const Comparison model = model_against(report);
    Tone tone = tone_of(report.run.status);
    if (tone == Tone::good && model.worse > 0) tone = Tone::caution;
    return {tone, what_happened(report.run), model.text};
}

}  // namespace mlpipe
