// What a template of a pipeline file needs to know besides the file.
#pragma once
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/templating/template.hpp"

namespace mlpipe::load {

// `file` is the pipeline file, absolute. How maps become arguments of commands: [parsing] of .dvc/config, and of
// .dvc/config.local, which wins, in the nearest folder with a .dvc from the file upward, not beyond `project_root`. Throws
// PipelineError for a value that DVC refuses there.
TemplateWorld template_world(const FileSystem& files, const std::string& file,
                             const std::string& project_root);

}  // namespace mlpipe::load
