// The plots of a report: those that the pipeline declares, and what stages measured while they ran.
#pragma once
#include <vector>

#include "mlpipe/history/revision.hpp"
#include "mlpipe/model/run_report.hpp"

namespace mlpipe {

// `states` by their labels: the run, and what it is laid over.
void add_plots(Revisions& revisions, const std::vector<Revision>& states, RunReport& report);

}  // namespace mlpipe
