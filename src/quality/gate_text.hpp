// What a verdict says, in one line.
#pragma once
#include <string>

#include "mlpipe/model/gate.hpp"

namespace mlpipe {

// "production v1.2.0"
std::string baseline_label(const GateBaseline& baseline);
// "auc 0.61"
std::string value_text(const GateResult& result);
// "auc 0.61 < 0.7"; `holds` as was judged.
std::string absolute_text(const GateResult& result, double tolerance, bool holds);
// "auc 0.7 is 0.03 below production v1.2.0 (0.73), more than 0.01". `drop` as the rule counts it, above zero where
// the candidate is worse.
std::string comparison_text(const GateResult& result, MetricDirection direction, double drop, bool holds);

}  // namespace mlpipe
