// What came of a run, in one sentence: what happened, and whether the model is better or worse than what it is
// compared with.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/run_report.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

struct Verdict {
    Tone tone = Tone::plain;
    std::string what;  // "The run succeeded: 2 ran"
    std::string
        model;  // "the model is worse than production v1.2.0 (auc 0.61, was 0.7)"; empty: nobody can tell
    std::string sentence() const;
};

Verdict verdict_of(const RunReport& report);

// Metrics that gates speak of.
std::vector<std::string> gated_metrics(const RunReport& report);
// Whether a gate that compared with this baseline has let the change of the metric pass, and none has not.
bool within_gate(const RunReport& report, const RunReport::Baseline& baseline, const MetricChange& change);
// The stage ended well, and its gates did not.
bool gate_blocks(const RunReport& report, const std::string& stage);

}  // namespace mlpipe
