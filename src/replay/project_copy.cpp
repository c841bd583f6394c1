#include "project_copy.hpp"

#include <algorithm>

#include "mlpipe/base/ignore.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

bool is_private(std::string_view name) {
    return name == ".git" || name == ".mlpipe";
}

}  // namespace

ProjectCopy::ProjectCopy(FileSystem& files, std::string from, std::string to,
                         const std::set<std::string>& made, StopPoint stop)
    : files_(files), from_(std::move(from)), to_(std::move(to)), made_(made), stop_(stop) {}

std::string ProjectCopy::there(const std::string& path) const {
    return path::join(to_, path::relative(path, from_));
}

bool ProjectCopy::left_out(const std::string& path) const {
    // The copy may lie in what is copied, where TMPDIR does.
    if (!path::contains(from_, path) || path::contains(to_, path)) return true;
    for (std::string at = path; at != from_; at = std::string(path::parent(at)))
        if (made_.contains(at) || is_private(path::name(at))) return true;
    return false;
}

void ProjectCopy::take(const std::string& path) {
    stop_.pass();
    if (left_out(path)) return;
    const auto stat = files_.link_stat(path);
    if (!stat) return;
    if (stat->type == FileType::directory) return take_directory(path);
    if (files_.link_stat(there(path))) return;
    if (stat->type == FileType::link) return take_link(path, files_.read_link(path));
    if (stat->type == FileType::file) take_file(path, *stat);
}

void ProjectCopy::take_directory(const std::string& path) {
    files_.create_directories(there(path));
    for (const DirectoryEntry& entry : files_.list(path)) take(path::join(path, entry.name));
}

void ProjectCopy::take_file(const std::string& path, const FileStat& stat) {
    const std::string to = there(path);
    files_.create_directories(std::string(path::parent(to)));
    if (!clone_or_copy_file(files_, path, to, stat.mode & 0777, stop_)) copied_ += stat.size;
}

void ProjectCopy::take_link(const std::string& path, const std::string& target) {
    const auto next = made_.lower_bound(path + "/");
    if (next != made_.end() && path::contains(path, *next)) return;
    const std::string meant = path::join(path::parent(path), target);
    files_.create_directories(std::string(path::parent(there(path))));
    if (!path::contains(from_, meant)) return files_.create_link(meant, there(path));
    files_.create_link(path::is_absolute(target) ? there(meant) : target, there(path));
}

void ProjectCopy::take_dependency(const std::string& path) {
    take(path);
    const auto stat = files_.link_stat(path);
    if (!stat || stat->type != FileType::link) return;
    const std::string meant = path::join(path::parent(path), files_.read_link(path));
    if (path::contains(from_, meant) && !path::contains(meant, path)) take_dependency(meant);
}

void ProjectCopy::take_all() {
    take_below(from_, "");
}

void ProjectCopy::take_below(const std::string& folder, const std::string& relative) {
    static const IgnoreRules nobodys = IgnoreRules::built_in();
    for (const DirectoryEntry& entry : files_.list(folder)) {
        const std::string path = path::join(folder, entry.name), shown = relative + entry.name;
        const bool is_directory = entry.type == FileType::directory;
        if (nobodys.entry_ignored(shown, is_directory) || left_out(path)) continue;
        if (!is_directory)
            take(path);
        else if (!is_environment(path))
            take_below(path, shown + "/");
    }
}

bool ProjectCopy::is_environment(const std::string& directory) const {
    return files_.stat(directory + "/pyvenv.cfg") || files_.stat(directory + "/conda-meta");
}

void ProjectCopy::link_environments(const std::string& folder) {
    for (const DirectoryEntry& entry : files_.list(folder)) {
        const std::string path = path::join(folder, entry.name);
        if (entry.type != FileType::directory || left_out(path) || files_.link_stat(there(path))) continue;
        if (is_environment(path)) files_.create_link(path, there(path));
    }
}

void copy_content(FileSystem& files, const std::string& from, const std::string& to, const StopPoint& stop) {
    stop.pass();
    const auto stat = files.stat(from);
    if (!stat) return;
    if (stat->type == FileType::directory) {
        files.create_directories(to);
        for (const DirectoryEntry& entry : files.list(from))
            copy_content(files, path::join(from, entry.name), path::join(to, entry.name), stop);
    } else if (stat->type == FileType::file) {
        files.create_directories(std::string(path::parent(to)));
        files.remove_file(to);
        clone_or_copy_file(files, from, to, stat->mode & 0777, stop);
    }
}

}  // namespace mlpipe
