#include "output_space.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"

namespace mlpipe {

OutputSpace::OutputSpace(FileSystem& files, const Project& project, const Store& store, const Hasher& hasher,
                         std::string run, const StopPoint& stop)
    : files_(files), project_(project), store_(store), hasher_(hasher), run_(std::move(run)), stop_(stop) {}

bool OutputSpace::replaceable(const std::string& absolute, const std::string& path, const HashedPath& seen,
                              const std::vector<ArtifactAt>& ours) const {
    if (!hasher_.unchanged(absolute, HashOptions{}, seen)) return false;
    if (store_.has_all(seen.reference)) return true;
    return std::any_of(ours.begin(), ours.end(), [&](const ArtifactAt& left) {
        return left.path == path && left.reference.same_content(seen.reference);
    });
}

void OutputSpace::copy_tree(const std::string& from, const std::string& to) const {
    const auto stat = files_.link_stat(from);
    if (!stat) return;
    if (stat->type == FileType::link) return files_.create_link(files_.read_link(from), to);
    if (stat->type != FileType::directory) return copy_file(files_, from, to, stat->mode, stop_);
    files_.create_directories(to);
    for (const DirectoryEntry& entry : files_.list(from))
        copy_tree(from + "/" + entry.name, to + "/" + entry.name);
}

std::string OutputSpace::displace(const std::string& absolute, const std::string& path) const {
    const std::string relative =
        path::contains(project_.root, absolute) ? path::relative(absolute, project_.root) : path;
    std::string to = project_.state_directory() + "/displaced/" + run_ + "/" + relative;
    // A retried stage may displace the same path twice within a run.
    for (int copy = 2; files_.link_stat(to); ++copy) {
        to = project_.state_directory() + "/displaced/" + run_ + "/" + relative + "." + std::to_string(copy);
    }
    files_.create_directories(std::string(path::parent(to)));
    if (!files_.rename(absolute, to)) {
        copy_tree(absolute, to);
        files_.sync_file_system(to);
        files_.remove_tree(absolute);
    }
    return to;
}

std::optional<std::string> OutputSpace::clear(const std::string& path, const std::optional<HashedPath>& seen,
                                              const std::vector<ArtifactAt>& ours) const {
    const std::string absolute = project_.absolute(path);
    if (!files_.link_stat(absolute)) return std::nullopt;
    if (!seen || !replaceable(absolute, path, *seen, ours)) return displace(absolute, path);
    files_.remove_tree(absolute);
    return std::nullopt;
}

void OutputSpace::discard(const std::string& path) const {
    files_.remove_tree(project_.absolute(path));
}

void OutputSpace::create_parent(const std::string& path) const {
    files_.create_directories(std::string(path::parent(project_.absolute(path))));
}

}  // namespace mlpipe
