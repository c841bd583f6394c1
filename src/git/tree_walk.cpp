#include "tree_walk.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "open_repository.hpp"
#include "settings.hpp"

namespace mlpipe::git {

namespace {

constexpr std::string_view own = ".mlpipe";

std::optional<std::string> inside(const std::string& root, const std::string& absolute) {
    const std::string path = resolve_parents(path::normalise(absolute));
    if (!path::contains(root, path) || path == root) return std::nullopt;
    return path::relative(path, root);
}

// What mlpipe keeps for itself. Two of its files are made to be committed.
bool is_own_file(std::string_view path) {
    const std::string_view directory = path::parent(path);
    const bool below = directory == own || directory.ends_with("/.mlpipe");
    const std::string_view name = path::name(path);
    if (name == own) return true;  // a link, perhaps
    if (below && (name == "config.yaml" || name == ".gitignore")) return false;
    return path.starts_with(".mlpipe/") || path.find("/.mlpipe/") != path.npos;
}

FileType type_of(std::uint32_t mode) {
    return mode == link_mode ? FileType::link : mode == submodule_mode ? FileType::directory : FileType::file;
}

}  // namespace

TreeWalk::TreeWalk(const FileSystem& files, const IndexState& index, const TreeSettings& settings,
                   const ScanOptions& options)
    : files_(files), index_(index), options_(options) {
    for (const std::string& text : settings.ignore) beside_tree_.add(text, "");
    for (const std::string& pattern : options.take.exclude) excluded_.add(pattern, options.project);
    for (const std::string& path : options.take.leave_out)
        if (const auto relative = inside(options.root, path)) left_out_paths_.insert(*relative);
}

WalkResult TreeWalk::run() {
    walk({"", {0, index_.entries.size()}, false}, beside_tree_);
    for (const std::string& path : options_.take.include) include(path);
    std::sort(result_.left_out.begin(), result_.left_out.end(),
              [](const LeftOut& left, const LeftOut& right) { return left.path < right.path; });
    return std::move(result_);
}

std::string TreeWalk::full(const std::string& path) const {
    return options_.root + "/" + path;
}

std::vector<DirectoryEntry> TreeWalk::list(const std::string& directory) {
    try {
        return files_.list(full(directory));
    } catch (const Error& error) {
        result_.notes.push_back(error.what());
        return {};
    }
}

void TreeWalk::walk(const Place& place, const IgnoreRules& rules) {
    std::unordered_map<std::string_view, Child> children;
    for (std::size_t at = place.tracked.begin; at < place.tracked.end; ++at) {
        const IndexEntry& entry = index_.entries[at];
        const std::string_view below = std::string_view(entry.path).substr(place.directory.size());
        const std::size_t slash = below.find('/');
        Child& child = children[below.substr(0, slash)];
        if (slash == below.npos) {
            child.entry = &entry;
            continue;
        }
        // Up to the first path that no longer begins with "name/".
        const std::string_view prefix =
            std::string_view(entry.path).substr(0, place.directory.size() + slash + 1);
        const auto first = index_.entries.begin() + static_cast<std::ptrdiff_t>(at);
        const auto last = index_.entries.begin() + static_cast<std::ptrdiff_t>(place.tracked.end);
        const auto after = std::partition_point(first, last, [&](const IndexEntry& other) {
            return std::string_view(other.path).starts_with(prefix);
        });
        child.below = {at, static_cast<std::size_t>(after - index_.entries.begin())};
        at = child.below.end - 1;
    }

    const std::vector<DirectoryEntry> listed = list(place.directory);
    const auto has = [&](std::string_view name, FileType type) {
        return std::any_of(listed.begin(), listed.end(), [&](const DirectoryEntry& entry) {
            return entry.name == name && entry.type == type;
        });
    };
    std::optional<IgnoreRules> deeper;
    if (has(".gitignore", FileType::file)) {
        deeper = rules;
        deeper->add(text_if_readable(files_, full(place.directory + ".gitignore")),
                    place.directory.empty() ? "" : place.directory.substr(0, place.directory.size() - 1));
    }
    if (has(".gitattributes", FileType::file)) {
        const auto status = files_.link_stat(full(place.directory + ".gitattributes"));
        if (status)
            result_.attributes += place.directory + " " + std::to_string(status->ctime_ns) + " " +
                                  std::to_string(status->mtime_ns) + " " + std::to_string(status->size) +
                                  " " + std::to_string(status->inode) + "\n";
    }
    for (const DirectoryEntry& entry : listed) {
        const auto known = children.find(entry.name);
        visit(place, entry, known == children.end() ? Child{} : known->second, deeper ? *deeper : rules);
        if (known != children.end()) children.erase(known);
    }
    for (const auto& [name, child] : children) {
        keep_absent(child.below);
        if (child.entry != nullptr) keep_absent(*child.entry);
    }
}

void TreeWalk::visit(const Place& place, const DirectoryEntry& listed, const Child& child,
                     const IgnoreRules& rules) {
    if (listed.name == ".git") return;
    const std::string path = place.directory + listed.name;
    const bool is_directory = listed.type == FileType::directory;
    if (child.entry != nullptr && (!is_directory || child.entry->mode == submodule_mode)) {
        if (!is_own_file(path)) take_tracked(*child.entry);
        return;
    }
    if (!is_directory) {
        keep_absent(child.below);
        if (!place.tracked_only && wanted(path, false, rules) && !is_own_file(path)) take_untracked(path);
        return;
    }
    if (child.entry != nullptr) keep_absent(*child.entry);
    const bool tracked_only = place.tracked_only || listed.name == own || !wanted(path, true, rules);
    if (!tracked_only || !child.below.empty()) visit_directory(path, tracked_only, child, rules);
}

void TreeWalk::visit_directory(const std::string& path, bool tracked_only, const Child& child,
                               const IgnoreRules& rules) {
    // A repository of its own, as somebody cloned it here: like a submodule, known by its commit.
    if (child.below.empty() && files_.link_stat(full(path) + "/.git")) {
        FileStat status;
        status.type = FileType::directory;
        result_.files.push_back({path, status, nullptr, false});
        return;
    }
    walk({path + "/", child.below, tracked_only}, rules);
}

void TreeWalk::take_tracked(const IndexEntry& entry) {
    const auto status = files_.link_stat(full(entry.path));
    if (!status) return keep_absent(entry);
    if (status->type == FileType::other) return;
    // A directory that stands where a file was is walked on its own account.
    if (status->type == FileType::directory && type_of(entry.mode) != FileType::directory) return;
    result_.files.push_back({entry.path, *status, &entry, false});
}

void TreeWalk::take_untracked(const std::string& path) {
    const auto status = files_.link_stat(full(path));
    if (!status || (status->type != FileType::file && status->type != FileType::link)) return;
    if (status->type == FileType::file && status->size > options_.take.limit)
        result_.left_out.push_back({path, status->size});
    else
        result_.files.push_back({path, *status, nullptr, false});
}

void TreeWalk::keep_absent(Range range) {
    for (std::size_t i = range.begin; i < range.end; ++i) keep_absent(index_.entries[i]);
}

void TreeWalk::keep_absent(const IndexEntry& entry) {
    // A sparse checkout leaves files out; nobody removed them.
    const bool kept = entry.settled && entry.skip_worktree;
    if (kept && !is_own_file(entry.path)) result_.files.push_back({entry.path, FileStat(), &entry, true});
}

bool TreeWalk::wanted(const std::string& path, bool is_directory, const IgnoreRules& rules) const {
    return !left_out_paths_.contains(path) && !excluded_.entry_ignored(path, is_directory) &&
           !rules.entry_ignored(path, is_directory);
}

bool TreeWalk::reached_without_links(const std::string& path) const {
    for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
        const auto status = files_.link_stat(full(path.substr(0, slash)));
        if (!status || status->type != FileType::directory) return false;
        // Another repository's files are not this one's.
        if (files_.link_stat(full(path.substr(0, slash)) + "/.git")) return false;
    }
    return true;
}

// Everything below `path`, apart from declared outputs and what is nobody's to record.
void TreeWalk::collect(const std::string& path, std::vector<WalkedFile>& found) const {
    const auto status = files_.link_stat(full(path));
    if (!status || left_out_paths_.contains(path) || is_own_file(path + "/")) return;
    if (status->type == FileType::file || status->type == FileType::link)
        found.push_back({path, *status, nullptr, false});
    if (status->type != FileType::directory || files_.link_stat(full(path) + "/.git")) return;
    for (const DirectoryEntry& entry : files_.list(full(path)))
        if (entry.name != ".git") collect(path + "/" + entry.name, found);
}

void TreeWalk::include(const std::string& absolute) {
    const auto path = inside(options_.root, absolute);
    if (!path || !reached_without_links(*path)) return;
    for (std::string at = *path; at != "."; at = std::string(path::parent(at)))
        if (left_out_paths_.contains(at)) return;
    std::vector<WalkedFile> found;
    try {
        collect(*path, found);
    } catch (const Error& error) {
        result_.notes.push_back(error.what());
        return;
    }
    const auto is_known = [&](const WalkedFile& file) {
        const auto at = std::lower_bound(
            index_.entries.begin(), index_.entries.end(), file.path,
            [](const IndexEntry& entry, const std::string& wanted) { return entry.path < wanted; });
        return at != index_.entries.end() && at->path == file.path;
    };
    std::erase_if(found, is_known);
    std::uint64_t size = 0;
    for (const WalkedFile& file : found) size += file.status.size;
    if (size > options_.take.limit)
        result_.left_out.push_back({*path, size});
    else
        for (WalkedFile& file : found) result_.files.push_back(std::move(file));
}

}  // namespace mlpipe::git
