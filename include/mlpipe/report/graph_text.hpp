// A graph in the forms that people and other tools read. Knows nodes and edges as plain values, not what they
// mean.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "mlpipe/base/value.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

struct GraphNode {
    std::string name;
    std::string kind;   // "train"; may be empty
    std::string state;  // a decision or status, "run"; may be empty
    bool data = false;  // drawn with another shape than what is done
};

struct GraphEdge {
    std::size_t from = 0, to = 0;  // indices of nodes; data flows `from` -> `to`
    bool order_only = false;
};

struct GraphView {
    std::string name;
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
};

// A line a node, after everything upstream of it, indented by its level, with what it follows from; "(order)"
// marks an edge without data. Lines longer than the style's width are cut.
std::string graph_as_text(const GraphView& graph, const TextStyle& style);
std::string graph_as_dot(const GraphView& graph);
std::string graph_as_mermaid(const GraphView& graph);
// {"name", "stages": [{"stage", "kind", "state", "upstream": [..]}], "edges": [{"from", "to", "order_only"}]}
Value graph_as_value(const GraphView& graph);

}  // namespace mlpipe
