// What came from what, as a tree for people, as JSON, and as a graph for those who draw it.
#pragma once
#include <string>

#include "mlpipe/base/value.hpp"
#include "mlpipe/model/lineage_graph.hpp"
#include "mlpipe/report/graph_text.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

enum class LineageTree { up, down, both };

// Under each artifact that was asked for what it was made from, or what was made with it; a part that was
// shown before is named, not repeated.
std::string lineage_as_text(const LineageGraph& graph, LineageTree tree, const TextStyle& style);
// {"artifacts": [{"id", "path", "type", "sha256", "size", "asked"}], "results": [{"id", "stage",
// "pipeline_file", "key", "run", "started", "branch", "commit", "repeated", "accepted", "parameters",
// "metrics"}], "edges": [{"from", "to", "role"}], "complete"}
Value lineage_as_value(const LineageGraph& graph);
GraphView lineage_as_graph(const LineageGraph& graph);

}  // namespace mlpipe
