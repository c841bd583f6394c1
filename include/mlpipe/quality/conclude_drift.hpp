// The verdict over all that was looked at: columns, volume and performance. Pure; any thread.
#pragma once
#include <vector>

#include "mlpipe/model/drift.hpp"

namespace mlpipe {

// Puts the findings into the result. One that drifts makes drift of the whole, and its reason one of the result's.
void add_findings(DriftResult& result, std::vector<DriftFinding> volume,
                  std::vector<DriftFinding> performance);

}  // namespace mlpipe
