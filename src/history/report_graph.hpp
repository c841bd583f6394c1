// How the stages of a run hang together: by what they declared then, and where that is not known any more by what
// they read and wrote.
#pragma once
#include "mlpipe/history/revision.hpp"
#include "mlpipe/model/run_report.hpp"

namespace mlpipe {

// Fills edges, makers and sources; says in the notes what cannot be told.
void add_graph(Revisions& revisions, const Revision& revision, RunReport& report);

}  // namespace mlpipe
