#include "mlpipe/git/work_tree_files.hpp"

#include <algorithm>
#include <limits>

#include "mlpipe/base/file_system.hpp"
#include "place.hpp"
#include "tree_walk.hpp"

namespace mlpipe {

std::optional<WorkTreeFiles> work_tree_files(FileSystem& files, const std::string& root,
                                             const std::string& own_directory) {
    const auto place = git::find_place(files, root, own_directory, false);
    if (!place || place->own()) return std::nullopt;
    git::ScanOptions options;
    options.root = place->tree_root;
    options.project = place->project;
    options.take.limit = std::numeric_limits<std::uint64_t>::max();
    const git::IndexState index = place->database->read_index();
    const git::TreeSettings settings = place->database->settings();
    WorkTreeFiles found{place->tree_root, {}};
    for (git::WalkedFile& file : git::TreeWalk(files, index, settings, options).run().files)
        if (!file.absent) found.paths.push_back(std::move(file.path));
    std::sort(found.paths.begin(), found.paths.end());
    return found;
}

}  // namespace mlpipe
