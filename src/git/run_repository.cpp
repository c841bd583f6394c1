#include "mlpipe/git/run_repository.hpp"

#include <algorithm>
#include <utility>

#include "commit_files.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "place.hpp"
#include "tree_scan.hpp"

namespace mlpipe {

namespace {

constexpr const char* runs_at = "refs/mlpipe/runs/";

std::string reference_of(const std::string& run) {
    if (run.empty() || run.find('/') != run.npos)
        throw Error(ErrorKind::failed, "'" + run + "' is not the id of a run");
    return runs_at + run;
}

std::vector<TreeFile> files_of(const git::ScanResult& scanned) {
    std::vector<TreeFile> files;
    files.reserve(scanned.files.size());
    for (const git::ScannedFile& file : scanned.files) files.push_back(file.file);
    return files;
}

bool by_path(const TreeFile& left, const TreeFile& right) {
    return left.path < right.path;
}

// Whether one of them would be a file where the other needs a directory.
bool in_the_way(const std::string& one, const std::string& other) {
    return path::contains(one, other) || path::contains(other, one);
}

// The tree's files with `added`, which wins where it needs the place of a file or of a directory: the run may
// have put a directory where a link was.
std::vector<TreeFile> merge(std::vector<TreeFile> files, const std::vector<TreeFile>& added) {
    std::erase_if(files, [&](const TreeFile& file) {
        return std::any_of(added.begin(), added.end(),
                           [&](const TreeFile& other) { return in_the_way(file.path, other.path); });
    });
    files.insert(files.end(), added.begin(), added.end());
    std::sort(files.begin(), files.end(), by_path);
    return files;
}

}  // namespace

struct RunRepository::State {
    FileSystem& files;
    git::Place place;
    std::string own_directory;
    git::ScanResult last;
    std::string last_tree;

    // Whether an added file needs the place of a snapshot's file as a directory, or the other way round.
    bool conflicts(const std::vector<TreeFile>& added) const {
        return std::any_of(last.files.begin(), last.files.end(), [&](const git::ScannedFile& scanned) {
            return std::any_of(added.begin(), added.end(), [&](const TreeFile& file) {
                return file.path != scanned.file.path && in_the_way(scanned.file.path, file.path);
            });
        });
    }

    git::ScanOptions scan_options() const {
        git::ScanOptions options;
        options.root = place.tree_root;
        options.project = place.project;
        // Whether a cached id still exists would cost the git program a process each.
        if (!place.by_program) options.cache = path::join(own_directory, "snapshot-cache");
        options.scratch = path::join(own_directory, "tmp");
        return options;
    }

    std::string path_in_tree(const std::string& given) const {
        if (auto found = place.path_in_tree(given)) return std::move(*found);
        throw Error(ErrorKind::failed,
                    "cannot commit '" + given + "': it lies outside of '" + place.tree_root + "'");
    }
};

RunRepository::RunRepository(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunRepository::RunRepository(RunRepository&&) noexcept = default;
RunRepository& RunRepository::operator=(RunRepository&&) noexcept = default;
RunRepository::~RunRepository() = default;

RunRepository RunRepository::open(FileSystem& files, const std::string& root,
                                  const std::string& own_directory) {
    auto place = git::find_place(files, root, own_directory, true);
    return RunRepository(
        std::unique_ptr<State>(new State{files, std::move(*place), own_directory, git::ScanResult(), ""}));
}

bool RunRepository::own() const {
    return state_->place.own();
}

bool RunRepository::created() const {
    return state_->place.created;
}

const std::string& RunRepository::tree_root() const {
    return state_->place.tree_root;
}

std::optional<std::string> RunRepository::head() const {
    return state_->place.database->head();
}

Snapshot RunRepository::snapshot(const SnapshotOptions& options) {
    git::ScanOptions scan = state_->scan_options();
    scan.take = options;
    state_->files.create_directories(scan.scratch);
    state_->last = git::scan_tree(state_->files, *state_->place.database, scan);
    Snapshot snapshot;
    snapshot.tree = state_->place.database->tree(files_of(state_->last));
    state_->last_tree = snapshot.tree;
    state_->place.database->publish();
    snapshot.left_out = state_->last.left_out;
    snapshot.notes = state_->last.notes;
    return snapshot;
}

std::vector<std::string> RunRepository::changed_since_snapshot() {
    return git::changed_files(state_->files, *state_->place.database, state_->place.tree_root, state_->last);
}

std::string RunRepository::commit_run(const std::string& run, const Snapshot& snapshot,
                                      const std::vector<AddedFile>& added, const std::string& message,
                                      std::int64_t when_ns) {
    git::ObjectDatabase& database = *state_->place.database;
    const std::string reference = reference_of(run);
    std::string tree = snapshot.tree;
    if (!added.empty()) {
        std::vector<TreeFile> files;
        for (const AddedFile& file : added)
            files.push_back(
                {state_->path_in_tree(file.path), database.blob(file.content, true), git::plain_mode});
        const bool rebuild = tree == state_->last_tree && state_->conflicts(files);
        tree =
            rebuild ? database.tree(merge(files_of(state_->last), files)) : database.tree_with(tree, files);
    }
    const std::string commit = database.commit(tree, database.head(), message, when_ns / 1'000'000'000);
    database.publish();
    database.create_reference(reference, commit);
    return commit;
}

std::optional<std::string> RunRepository::commit_files(const std::vector<std::string>& paths,
                                                       const std::string& message) {
    if (own() || paths.empty()) return std::nullopt;
    std::vector<std::string> relative;
    for (const std::string& path : paths) relative.push_back(state_->path_in_tree(path));
    return git::commit_files(state_->files, state_->place.tree_root, path::join(state_->own_directory, "tmp"),
                             relative, message);
}

void RunRepository::remove_run(const std::string& run) {
    state_->place.database->remove_reference(reference_of(run));
}

}  // namespace mlpipe
