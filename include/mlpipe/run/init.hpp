// The first files of a project: its state directory with commented settings, and a pipeline to begin with, of
// its own or copied from a template. Never overwrites anything. A project needs none of it: `run` makes what
// it needs.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

struct PipelineTemplate {
    std::string name;
    std::string directory;  // absolute
    std::string summary;    // the comment that its pipeline.yaml begins with
};

// Each directory below `directory` with a pipeline.yaml, sorted by name.
std::vector<PipelineTemplate> list_templates(const FileSystem& files, const std::string& directory);

// Paths relative to the project's directory, sorted.
struct Initialised {
    std::vector<std::string> created;
    std::vector<std::string> kept;  // that were there, with another content than ours
};

// `directory` (absolute) is made where it is absent. `from` may be null: then a small pipeline, unless there
// is a pipeline.yaml or dvc.yaml.
Initialised init_project(FileSystem& files, const std::string& directory, const PipelineTemplate* from);

}  // namespace mlpipe
