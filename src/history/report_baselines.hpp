// What the result of a run is compared with.
#pragma once
#include <vector>

#include "mlpipe/history/revision.hpp"
#include "mlpipe/history/run_report.hpp"

namespace mlpipe {

// Fills baselines, and says in the notes what may exist and is not here. The states whose plots may stand beside
// the run's: of the first baseline, where it is known as one.
std::vector<Revision> add_baselines(Revisions& revisions, const Revision& revision,
                                    const ReportQuestion& question, World& world, RunReport& report);

}  // namespace mlpipe
