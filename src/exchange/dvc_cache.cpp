#include "mlpipe/exchange/dvc_cache.hpp"

#include "mlpipe/base/path.hpp"

namespace mlpipe {
std::string dvc_object_path(const DvcHash& hash) {
    const std::string text = hash.text();
    return (hash.legacy ? "" : "files/md5/") + text.substr(0, 2) + "/" + text.substr(2);
}

std::string dvc_cache_directory(const std::string& dvc_root, const std::vector<DvcSetting>& settings) {
    std::string folder = "cache";
    for (const DvcSetting& setting : settings)
        if (setting.section == "cache" && setting.key == "dir" && !setting.value.empty())
            folder = setting.value;
    return path::normalise(path::join(path::join(dvc_root, ".dvc"), folder));
}

}  // namespace mlpipe
