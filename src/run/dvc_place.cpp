#include "dvc_place.hpp"

#include "mlpipe/base/path.hpp"
#include "mlpipe/exchange/dvc_cache.hpp"

namespace mlpipe {

std::optional<DvcPlace> find_dvc_place(const FileSystem& files, const Project& project) {
    std::string folder(path::parent(project.pipeline_file));
    while (path::contains(project.root, folder)) {
        const std::string dvc = path::join(folder, ".dvc");
        const auto stat = files.stat(dvc);
        if (stat && stat->type == FileType::directory) {
            std::optional<std::string> setting;
            for (const char* name : {"/config.local", "/config"}) {
                const auto text = setting ? std::nullopt : read_file_if_present(files, dvc + name);
                if (text) setting = dvc_cache_setting(*text);
            }
            return DvcPlace{folder, dvc_cache_directory(dvc, setting)};
        }
        if (folder == project.root) break;
        folder = std::string(path::parent(folder));
    }
    return std::nullopt;
}

}  // namespace mlpipe
