#include "dvc_place.hpp"

#include "mlpipe/base/path.hpp"
#include "mlpipe/exchange/dvc_cache.hpp"

namespace mlpipe {

std::optional<DvcPlace> find_dvc_place(const FileSystem& files, const Project& project) {
    const auto& root = project.dvc_root;
    if (!root) return std::nullopt;
    return DvcPlace{*root, dvc_cache_directory(*root, read_dvc_settings(files, *root))};
}

}  // namespace mlpipe
