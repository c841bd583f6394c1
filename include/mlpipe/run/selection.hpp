// Which stages a command means, by the pipeline file alone.
#pragma once
#include <set>
#include <string>

#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct SelectedStages {
    std::set<std::string> stages;   // by name, with what they depend on
    std::set<std::string> sources;  // paths that stages read and no stage makes
};

// Throws PipelineError, and Error(usage) for unknown targets.
SelectedStages selected_stages(const Project& project, const RunOptions& options, const FileSystem& files);

}  // namespace mlpipe
