// Cycles among stages, each as the list of its stages along the edges. For this room's .cpp files.
#pragma once
#include <vector>

#include "mlpipe/plan/graph.hpp"

namespace mlpipe {

// `ordered` by stage: known to be in no cycle. Each stage is reported in one cycle at most; a cycle begins
// with its first stage in the order of the file.
std::vector<std::vector<StageId>> find_cycles(const std::vector<std::vector<Graph::Edge>>& downstream,
                                              const std::vector<bool>& ordered);

}  // namespace mlpipe
