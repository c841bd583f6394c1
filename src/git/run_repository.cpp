#include "mlpipe/git/run_repository.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>
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

bool by_path(const TreeFile& left, const TreeFile& right) {
    return left.path < right.path;
}

// Whether a file of the snapshot stands where an added one goes, or is a file where that needs a directory,
// or a directory where that needs a file. The run may have put a directory where a link was.
class Replaced {
  public:
    explicit Replaced(const std::vector<TreeFile>& added) {
        for (const TreeFile& file : added) {
            added_.insert(file.path);
            for (std::string_view above = parent(file.path); !above.empty(); above = parent(above))
                directories_.insert(above);
        }
    }

    bool contains(std::string_view path) const {
        if (directories_.contains(path)) return true;
        for (; !path.empty(); path = parent(path))
            if (added_.contains(path)) return true;
        return false;
    }

  private:
    static std::string_view parent(std::string_view path) {
        const std::size_t slash = path.rfind('/');
        return slash == path.npos ? std::string_view() : path.substr(0, slash);
    }

    std::unordered_set<std::string_view> added_, directories_;
};

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

    // What git's index does not hold is unreachable until it is committed.
    void check_snapshot() const {
        std::vector<std::string> ids;
        for (const git::ScannedFile& scanned : last.files)
            if (!scanned.in_index) ids.push_back(scanned.file.id);
        if (!place.database->all_exist(ids))
            throw Error(ErrorKind::failed, "files of the snapshot are gone from the repository of '" +
                                               place.tree_root +
                                               "': did `git gc --prune=now` run meanwhile?");
    }

    std::vector<TreeFile> with_snapshot(std::vector<TreeFile> added) const {
        const Replaced replaced(added);
        std::vector<TreeFile> merged;
        merged.reserve(last.files.size() + added.size());
        for (const git::ScannedFile& scanned : last.files)
            if (!replaced.contains(scanned.file.path)) merged.push_back(scanned.file);
        merged.insert(merged.end(), added.begin(), added.end());
        std::sort(merged.begin(), merged.end(), by_path);
        return merged;
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
    return {state_->last.left_out, state_->last.notes};
}

std::vector<std::string> RunRepository::changed_since_snapshot() {
    return git::changed_files(state_->files, *state_->place.database, state_->place.tree_root, state_->last);
}

std::string RunRepository::commit_run(const std::string& run, const std::vector<AddedFile>& added,
                                      const std::string& message, std::int64_t when_ns) {
    git::ObjectDatabase& database = *state_->place.database;
    const std::string reference = reference_of(run);
    state_->check_snapshot();
    std::vector<TreeFile> files;
    for (const AddedFile& file : added)
        files.push_back(
            {state_->path_in_tree(file.path), database.blob(file.content, true), git::plain_mode});
    const std::string tree = database.tree(state_->with_snapshot(std::move(files)));
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
