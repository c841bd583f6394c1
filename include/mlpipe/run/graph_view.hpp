// The graph of a project's pipeline as plain nodes and edges, for those who draw it.
#pragma once
#include "mlpipe/report/graph_text.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

// The selected stages, in the order of the file, and the edges between them; `with_decisions` says of each
// what a run would do with it, and then needs all that `status` needs.
GraphView view_graph(const Project& project, const RunOptions& options, World& world, bool with_decisions);

}  // namespace mlpipe
