#include "mlpipe/git/run_repository.hpp"

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

}  // namespace

struct RunRepository::State {
    FileSystem& files;
    git::Place place;
    std::string own_directory;
    git::ScanResult last;

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
        const std::string absolute = path::normalise(given);
        if (!path::contains(place.tree_root, absolute) || absolute == place.tree_root)
            throw Error(ErrorKind::failed,
                        "cannot commit '" + given + "': it lies outside of '" + place.tree_root + "'");
        return path::relative(absolute, place.tree_root);
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
        std::unique_ptr<State>(new State{files, std::move(*place), own_directory, git::ScanResult()}));
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
    std::vector<TreeFile> sorted;
    sorted.reserve(state_->last.files.size());
    for (const git::ScannedFile& scanned : state_->last.files) sorted.push_back(scanned.file);
    Snapshot snapshot;
    snapshot.tree = state_->place.database->tree(sorted);
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
        tree = database.tree_with(tree, files);
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
