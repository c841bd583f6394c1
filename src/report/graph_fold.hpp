// The stages of a run as the nodes of a picture: one each, or one for many that came of one `foreach` where there
// would be too many to read. What did not end well is never folded away.
#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/model/run_report.hpp"

namespace mlpipe {

struct FoldedGraph {
    struct Node {
        std::string name;                 // "prepare@train", or "prepare@…" for several
        std::vector<std::size_t> stages;  // sorted
    };
    struct Edge {
        std::size_t from = 0, to = 0;
        bool order_only = false;  // all that it stands for are
    };
    std::vector<Node> nodes;  // in the order of the stages
    std::vector<Edge> edges;  // each pair once
};

FoldedGraph fold_graph(const RunReport& report);

}  // namespace mlpipe
