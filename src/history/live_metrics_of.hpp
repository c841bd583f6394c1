// What the stages of a state measured while they ran, be it in this clone or another one.
#pragma once
#include "mlpipe/history/revision.hpp"
#include "mlpipe/model/live_metrics.hpp"

namespace mlpipe {

// Of stages that were skipped or restored it is what the run measured that made their result.
LiveMetrics live_metrics_of(Revisions& revisions, const Revision& revision);

}  // namespace mlpipe
