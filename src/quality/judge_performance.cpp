#include "mlpipe/quality/judge_performance.hpp"

#include <algorithm>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/quality/gates.hpp"

namespace mlpipe {
namespace {

const std::string file = "performance";  // gates judge metrics of files

class PerformanceJudge {
  public:
    PerformanceJudge(const LabelledPredictions& predictions, const PerformanceLimits& limits)
        : predictions_(predictions), limits_(limits) {}

    DriftFinding judge(const PredictionMetric& metric) const {
        DriftFinding finding{metric.name, {}, metric.value, {}, DriftVerdict::ok, ""};
        for (const Gate& gate : limits_.gates) {
            if (gate.metric != metric.name) continue;
            if (!metric.value)
                worsen(finding, DriftVerdict::warn, "it cannot be told: " + metric.problem);
            else
                judge(gate, *metric.value, finding);
        }
        if (finding.reason.empty()) finding.reason = metric.value ? "no limit was asked for" : metric.problem;
        return finding;
    }

  private:
    void judge(Gate gate, double value, DriftFinding& finding) const {
        gate.metric = file + ":" + gate.metric;
        gate.data =
            std::vector<std::string>();  // that labels are of other rows than in training is the point
        Candidate candidate;
        candidate.metrics = {{gate.metric, value}};
        GateWorld world;
        world.find_baseline = [&](const BaselineQuestion& question) {
            Baseline baseline;
            baseline.outcome = Baseline::Outcome::found;
            baseline.metrics = {{gate.metric, limits_.baselines.at(question.name)}};
            return baseline;
        };
        for (const GateResult& result : judge_gates({gate}, candidate, world)) {
            const bool holds = result.verdict == GateVerdict::pass;
            if (result.baseline) finding.reference = result.baseline->value;
            if (!finding.threshold || !holds) finding.threshold = threshold_of(result);
            worsen(finding, holds ? DriftVerdict::ok : failing(), result.reason + (holds ? "" : too_few()));
        }
    }

    // Of the metric itself.
    static std::optional<double> threshold_of(const GateResult& result) {
        if (!compares(result.rule)) return result.threshold;
        if (!result.baseline || !result.baseline->value) return std::nullopt;
        const double base = *result.baseline->value;
        const double drop =
            result.rule == GateRule::max_relative_drop ? result.threshold * std::abs(base) : result.threshold;
        return metric_direction(result.metric) == MetricDirection::lower ? base + drop : base - drop;
    }

    DriftVerdict failing() const {
        return predictions_.rows.size() < limits_.least_labels ? DriftVerdict::warn : DriftVerdict::drift;
    }
    std::string too_few() const {
        if (failing() == DriftVerdict::drift) return "";
        return "; of " + text::plural(predictions_.rows.size(), "labelled prediction") + " alone, where " +
               std::to_string(limits_.least_labels) + " are needed for a verdict";
    }

    // The first reason of the worst verdict stands.
    static void worsen(DriftFinding& finding, DriftVerdict verdict, std::string reason) {
        if (!finding.reason.empty() && verdict <= finding.verdict) return;
        finding.verdict = std::max(finding.verdict, verdict);
        finding.reason = std::move(reason);
    }

    const LabelledPredictions& predictions_;
    const PerformanceLimits& limits_;
};

DriftFinding count_finding(std::string name, std::uint64_t count, const std::string& reason) {
    return {std::move(name), {}, static_cast<double>(count), {}, DriftVerdict::ok, reason};
}

void refuse_unknown_metrics(const std::vector<PredictionMetric>& metrics, const std::vector<Gate>& gates) {
    std::vector<std::string> names;
    std::string list;
    for (const PredictionMetric& metric : metrics) {
        names.push_back(metric.name);
        list += (list.empty() ? "" : ", ") + metric.name;
    }
    for (const Gate& gate : gates)
        if (std::find(names.begin(), names.end(), gate.metric) == names.end())
            throw Error(ErrorKind::usage, "there is no metric '" + path::printable(gate.metric) +
                                              "' of these predictions" +
                                              text::did_you_mean(gate.metric, names) + "; there are " + list);
}

}  // namespace

std::vector<DriftFinding> judge_performance(const LabelledPredictions& predictions,
                                            const std::vector<PredictionMetric>& metrics,
                                            const PerformanceLimits& limits) {
    std::vector<DriftFinding> findings;
    if (predictions.rows.empty()) {
        const std::string reason = "no prediction has a label yet";
        const DriftVerdict verdict = limits.gates.empty() ? DriftVerdict::ok : DriftVerdict::warn;
        findings.push_back({"labelled_predictions", {}, 0.0, {}, verdict, reason});
    } else {
        refuse_unknown_metrics(metrics, limits.gates);
        const PerformanceJudge judge(predictions, limits);
        for (const PredictionMetric& metric : metrics) findings.push_back(judge.judge(metric));
        findings.push_back(count_finding("labelled_predictions", predictions.rows.size(),
                                         std::to_string(predictions.rows.size()) + " of " +
                                             text::plural(predictions.predictions, "prediction") +
                                             " have a label"));
    }
    findings.push_back(count_finding("predictions_without_label", predictions.predictions_without_label,
                                     "predictions that no label came for"));
    findings.push_back(count_finding("labels_without_prediction", predictions.labels_without_prediction,
                                     "labels of what was not predicted here"));
    findings.push_back(count_finding("duplicate_predictions", predictions.duplicate_predictions,
                                     "rows whose id was predicted before: the last one counts"));
    findings.push_back(count_finding("duplicate_labels", predictions.duplicate_labels,
                                     "rows whose id was labelled before: the last one counts"));
    return findings;
}

}  // namespace mlpipe
