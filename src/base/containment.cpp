#include "mlpipe/base/containment.hpp"

#include <optional>
#include <string_view>

#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// With the links of its parents resolved, as far as these exist.
std::optional<std::string> resolved(const FileSystem& files, const std::string& path) {
    std::string missing(path::name(path));
    for (std::string at(path::parent(path));; at = std::string(path::parent(at))) {
        if (const auto real = files.real_path(at)) return path::join(*real, missing);
        if (files.link_stat(at) || at == "/" || at == ".") return std::nullopt;
        missing = path::join(path::name(at), missing);
    }
}

}  // namespace

bool may_write_below(const FileSystem& files, const std::string& directory, const std::string& path) {
    const auto root = files.real_path(directory);
    const auto place = resolved(files, path);
    if (!root || !place || *place == *root || !path::contains(*root, *place)) return false;
    for (std::string_view at = *place; at.size() > root->size(); at = path::parent(at)) {
        if (path::name(at) == ".git" || path::name(at) == ".mlpipe") return false;
    }
    return true;
}

}  // namespace mlpipe
