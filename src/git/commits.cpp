#include "mlpipe/git/commits.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "commit_source.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "place.hpp"
#include "tree_scan.hpp"

namespace mlpipe {

namespace {

constexpr std::string_view runs_at = "refs/mlpipe/runs/";

void add_branches(git::CommitSource& source, const std::string& prefix, bool remote,
                  std::vector<BranchTip>& branches) {
    for (const auto& [name, commit] : source.references(prefix))
        branches.push_back({name.substr(prefix.size()), commit, remote});
}

// Both sorted by path.
std::vector<FileChange> compare(const std::vector<TreeFile>& from, const std::vector<TreeFile>& to) {
    std::vector<FileChange> changes;
    auto old_file = from.begin();
    auto new_file = to.begin();
    while (old_file != from.end() || new_file != to.end()) {
        const bool removed =
            new_file == to.end() || (old_file != from.end() && old_file->path < new_file->path);
        const bool added = !removed && (old_file == from.end() || new_file->path < old_file->path);
        if (removed) {
            changes.push_back({old_file->path, FileChangeKind::removed, old_file->id, "", old_file->mode, 0});
            ++old_file;
        } else if (added) {
            changes.push_back({new_file->path, FileChangeKind::added, "", new_file->id, 0, new_file->mode});
            ++new_file;
        } else {
            if (*old_file != *new_file)
                changes.push_back({old_file->path, FileChangeKind::modified, old_file->id, new_file->id,
                                   old_file->mode, new_file->mode});
            ++old_file;
            ++new_file;
        }
    }
    return changes;
}

}  // namespace

struct Commits::State {
    FileSystem& files;
    git::Place place;
    std::string own_directory;
    std::unique_ptr<git::CommitSource> source;

    // Files that `known` has and a scan passes by, because they are ignored or large.
    std::vector<TreeFile> others(const std::vector<TreeFile>& known, const std::vector<TreeFile>& scanned) {
        std::unordered_set<std::string_view> seen;
        for (const TreeFile& file : scanned) seen.insert(file.path);
        std::vector<TreeFile> found;
        std::vector<std::string> paths;
        for (const TreeFile& file : known) {
            if (seen.contains(file.path) || file.mode == git::submodule_mode) continue;
            const std::string full = path::join(place.tree_root, file.path);
            const auto status = files.link_stat(full);
            if (!status) continue;
            if (status->type == FileType::link)
                found.push_back(
                    {file.path, place.database->blob(files.read_link(full), false), git::link_mode});
            if (status->type != FileType::file) continue;
            found.push_back({file.path, "", status->executable ? git::executable_mode : git::plain_mode});
            paths.push_back(file.path);
        }
        const auto ids = place.database->blobs_of_files(paths, false);
        std::size_t next = 0;
        for (TreeFile& file : found)
            if (file.id.empty()) file.id = ids[next++].value_or("");
        std::erase_if(found, [](const TreeFile& file) { return file.id.empty(); });
        return found;
    }
};

Commits::Commits(std::unique_ptr<State> state) : state_(std::move(state)) {}
Commits::Commits(Commits&&) noexcept = default;
Commits& Commits::operator=(Commits&&) noexcept = default;
Commits::~Commits() = default;

std::optional<Commits> Commits::open(FileSystem& files, const std::string& root,
                                     const std::string& own_directory) {
    auto place = git::find_place(files, root, own_directory, false);
    if (!place) return std::nullopt;
    const std::string scratch = path::join(own_directory, "tmp");
    const std::string directory = place->own() ? place->repository : place->tree_root;
    auto source = place->by_program ? git::program_commits(files, directory, scratch)
                                    : git::library_commits(files, directory, scratch);
    return Commits(
        std::unique_ptr<State>(new State{files, std::move(*place), own_directory, std::move(source)}));
}

bool Commits::own() const {
    return state_->place.own();
}

const std::string& Commits::tree_root() const {
    return state_->place.tree_root;
}

std::optional<std::string> Commits::path_in_tree(const std::string& path) const {
    return state_->place.path_in_tree(path);
}

std::optional<std::string> Commits::resolve(const std::string& text) const {
    if (text.empty()) return std::nullopt;
    if (text.find('/') == text.npos)
        if (auto run = state_->source->resolve(std::string(runs_at) + text)) return run;
    return state_->source->resolve(text);
}

CommitInfo Commits::info(const std::string& commit) const {
    return state_->source->info(commit);
}

std::optional<std::string> Commits::read(const std::string& commit, const std::string& path) const {
    return state_->source->read(commit, path);
}

std::string Commits::read_blob(const std::string& id) const {
    return state_->source->read_blob(id);
}

std::vector<TreeFile> Commits::files(const std::string& commit) const {
    auto files = state_->source->files(commit);
    std::sort(files.begin(), files.end(),
              [](const TreeFile& left, const TreeFile& right) { return left.path < right.path; });
    return files;
}

std::vector<FileChange> Commits::changes(const std::string& from, const std::string& to) const {
    return state_->source->changes(from, to);
}

std::vector<FileChange> Commits::changes_in_work_tree(const std::string& from, std::uint64_t limit) const {
    git::ScanOptions options;
    options.root = state_->place.tree_root;
    options.project = state_->place.project;
    if (!state_->place.by_program) options.cache = path::join(state_->own_directory, "snapshot-cache");
    options.store = false;
    options.take.limit = limit;
    std::vector<TreeFile> now;
    for (git::ScannedFile& scanned : git::scan_tree(state_->files, *state_->place.database, options).files)
        now.push_back(std::move(scanned.file));
    const std::vector<TreeFile> then = files(from);
    for (TreeFile& file : state_->others(then, now)) now.push_back(std::move(file));
    std::sort(now.begin(), now.end(),
              [](const TreeFile& left, const TreeFile& right) { return left.path < right.path; });
    return compare(then, now);
}

std::string Commits::text_diff(const std::string& from, const std::string& to,
                               const std::vector<std::string>& paths) const {
    return state_->source->text_diff(from, to, paths);
}

std::vector<CommitNode> Commits::between(const std::string& good, const std::string& bad) const {
    std::vector<CommitNode> nodes = state_->source->walk(bad, good);
    std::unordered_set<std::string_view> within;
    for (const CommitNode& node : nodes) within.insert(node.id);
    for (CommitNode& node : nodes)
        std::erase_if(node.parents, [&](const std::string& parent) { return !within.contains(parent); });
    return nodes;
}

std::vector<std::string> Commits::reachable(const std::string& tip) const {
    std::vector<std::string> ids;
    for (CommitNode& node : state_->source->walk(tip, "")) ids.push_back(std::move(node.id));
    return ids;
}

std::vector<BranchTip> Commits::branches() const {
    std::vector<BranchTip> branches;
    add_branches(*state_->source, "refs/heads/", false, branches);
    add_branches(*state_->source, "refs/remotes/", true, branches);
    std::sort(branches.begin(), branches.end(),
              [](const BranchTip& left, const BranchTip& right) { return left.name < right.name; });
    return branches;
}

std::vector<RunReference> Commits::runs() const {
    std::vector<RunReference> runs;
    for (const auto& [name, commit] : state_->source->references(std::string(runs_at)))
        runs.push_back({name.substr(runs_at.size()), commit});
    return runs;
}

void Commits::check_out(const std::string& commit, const std::string& directory) const {
    state_->source->check_out(commit, path::normalise(directory));
}

}  // namespace mlpipe
