// What became of predictions, held against limits: as gates are judged (docs/gates.md), with the verdicts of drift. Pure; any
// thread.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "mlpipe/model/drift.hpp"
#include "mlpipe/model/gate.hpp"
#include "mlpipe/quality/prediction_metrics.hpp"

namespace mlpipe {

struct PerformanceLimits {
    std::vector<Gate> gates;                  // `metric` is the name of one; `baseline` a key of `baselines`
    std::map<std::string, double> baselines;  // by what they are called, as "metrics/eval.json:auc"
    std::uint64_t least_labels = 30;          // with fewer, what fails is a warning
};

// First the metrics, then the counts of what was joined. Throws Error(usage) for a limit on what is no metric here.
std::vector<DriftFinding> judge_performance(const LabelledPredictions& predictions,
                                            const std::vector<PredictionMetric>& metrics,
                                            const PerformanceLimits& limits);

}  // namespace mlpipe
