// One file of a pipeline, read as if it stood where the pipeline file does.
#pragma once
#include <string>

#include "mlpipe/load/load.hpp"

namespace mlpipe::load {

// Stages are named as in `file`; all paths are relative to the folder of `pipeline_file`.
Pipeline build_part(const FileSystem& files, const Document& document, const std::string& file,
                    const std::string& project_root, const std::string& pipeline_file);

}  // namespace mlpipe::load
