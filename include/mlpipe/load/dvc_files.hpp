// The dvc.yaml files of a DVC project: DVC takes all their stages for one graph. Reads, writes nothing.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

// All of them below `dvc_root` (absolute), absolute and sorted, without what .dvcignore, or .gitignore from
// `project_root` down, leaves out, and without projects of DVC within this one. Links are not followed.
std::vector<std::string> find_dvc_files(const FileSystem& files, const std::string& dvc_root,
                                        const std::string& project_root);

}  // namespace mlpipe
