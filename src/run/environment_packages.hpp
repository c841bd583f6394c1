// Installed Python packages, by the names of what their installation left in a site-packages directory.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/base/file_system.hpp"

namespace mlpipe::environment {

using Packages = std::vector<std::pair<std::string, std::string>>;

// Of directories in the order of the search path: of two installations the first counts. Sorted. Directories
// that are absent or cannot be read hold nothing.
Packages packages_in(const FileSystem& files, const std::vector<std::string>& directories);

// "numpy-1.26.4.dist-info" -> numpy, 1.26.4
std::optional<std::pair<std::string, std::string>> package_of(std::string_view entry);

struct VirtualEnvironment {
    std::string version;
    std::vector<std::string> directories;  // its site-packages
};
// Of an interpreter `<root>/bin/python`; nullopt where there is none that stands alone.
std::optional<VirtualEnvironment> virtual_environment(const FileSystem& files,
                                                      const std::string& interpreter);

}  // namespace mlpipe::environment
