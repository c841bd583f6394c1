#include "object_links.hpp"

#include <utility>

namespace mlpipe {

std::string object_links_begin(const FileSystem& files, const std::string& store_directory) {
    const auto real = store_directory.empty() ? std::nullopt : files.real_path(store_directory);
    return real ? *real + "/objects/" : "";
}

std::optional<FileStat> stat_output(const FileSystem& files, std::string& path,
                                    const std::string& links_begin) {
    const auto stat = files.link_stat(path);
    if (!stat || stat->type != FileType::link || links_begin.empty()) return stat;
    std::string target = files.read_link(path);
    if (!target.starts_with(links_begin)) return stat;
    const auto object = files.link_stat(target);
    if (!object || object->type != FileType::file) return stat;
    path = std::move(target);
    return object;
}

}  // namespace mlpipe
