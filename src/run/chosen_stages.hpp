// Which stages a command means: from what was typed, and where, to what the graph knows.
#pragma once
#include "mlpipe/plan/graph.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

// Throws PipelineError where the chosen file is not there.
SelectionOptions chosen_stages(const FileSystem& files, const Project& project, const RunOptions& options,
                               const Pipeline& pipeline, const Graph& graph);

}  // namespace mlpipe
