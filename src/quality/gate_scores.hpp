// The single values behind a metric, of candidate and baseline, in pairs.
#pragma once
#include <string>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/quality/bootstrap.hpp"

namespace mlpipe {

// Of baseline minus candidate, from their score files. `value` is the candidate's metric, which its scores must
// give. Throws Error(failed) for what keeps them from being compared.
GateInterval interval_of_scores(const GateScores& scores, const std::string& candidate,
                                const std::string& baseline, double value, double confidence,
                                const StopPoint& stop);

}  // namespace mlpipe
