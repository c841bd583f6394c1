// Where DVC has its things in a project: the folder that holds `.dvc`, and its cache. Reads, writes nothing.
#pragma once
#include <optional>
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

struct DvcPlace {
    std::string root;   // absolute; the nearest folder with a `.dvc`, from the pipeline's up to the project's
    std::string cache;  // absolute; need not be there
};

// nullopt where DVC has never been. What DVC's settings outside of the project say is not known here.
std::optional<DvcPlace> find_dvc_place(const FileSystem& files, const Project& project);

}  // namespace mlpipe
