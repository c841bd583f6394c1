#include "mlpipe/git/work_tree.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "check_ignore.hpp"
#include "git_program.hpp"
#include "handles.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "open_repository.hpp"

namespace mlpipe {

using git::real_path;
using git::resolve_parents;

namespace {

// Enough of a file's status to know that it was replaced: git writes the index beside its place and renames
// it.
struct Stamp {
    std::array<std::int64_t, 7> fields{};
    bool operator==(const Stamp&) const = default;
};

std::optional<Stamp> stamp_of(const std::string& path) {
    struct stat status;
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return Stamp{{static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino),
                  status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                  status.st_ctim.tv_nsec}};
}

// `root` as somebody names it who calls the directory `real` below it `given`.
std::string name_root(const std::string& root, const std::string& real, const std::string& given) {
    const std::string below = path::relative(real, root);
    if (below == ".") return given;
    const std::string tail = "/" + below;
    if (given.size() <= tail.size() || !given.ends_with(tail)) return root;
    const std::string named = given.substr(0, given.size() - tail.size());
    return real_path(named) == root ? named : root;
}

// Whether a sorted list of files has `path`, or something below it.
bool lists(const std::vector<std::string>& files, const std::string& path) {
    if (path == ".") return !files.empty();
    if (std::binary_search(files.begin(), files.end(), path)) return true;
    const std::string directory = path + "/";
    const auto next = std::lower_bound(files.begin(), files.end(), directory);
    return next != files.end() && next->starts_with(directory);
}

}  // namespace

struct WorkTree::State {
    git::Repository repository;  // null: libgit2 cannot read it, and the git program is asked
    git::Index index;
    std::optional<std::vector<std::string>> listed;  // instead of `index`: the tracked paths, sorted
    std::string index_place;
    std::optional<Stamp> index_stamp;
    std::string root;       // as callers name it
    std::string real_root;  // with all links resolved

    // Relative to the tree; nullopt outside of it, "." for the root.
    std::optional<std::string> inside(const std::string& given) const {
        const std::string path = path::normalise(given);
        for (const std::string& base : {root, real_root})
            if (path::contains(base, path)) return path::relative(path, base);
        const std::string resolved = resolve_parents(path);
        if (path::contains(real_root, resolved)) return path::relative(resolved, real_root);
        return std::nullopt;
    }

    // Reads the index again if it was replaced.
    void refresh_index() {
        const auto stamp = stamp_of(index_path());  // before reading: a change meanwhile is read next time
        if ((index || listed) && stamp == index_stamp) return;
        if (!read_index()) list_index();
        index_stamp = stamp;
    }

    // False for an index that libgit2 does not understand: a split or a sparse one.
    bool read_index() {
        if (!repository) return false;
        listed.reset();
        index.reset();
        git_index* opened = nullptr;
        if (git_index_open(&opened, index_path().c_str()) < 0) return false;
        index.reset(opened);
        return true;
    }

    void list_index() {
        index.reset();
        listed = git::split_zero(git::GitProgram(real_root).run(
            {"read the index of '" + root + "'", {"ls-files", "-z", "--cached"}}));
        std::sort(listed->begin(), listed->end());
    }

    std::string index_path() {
        if (!index_place.empty()) return index_place;
        if (!repository) {
            const std::string place = git::GitProgram(real_root).run(
                {"find the index of '" + root + "'", {"rev-parse", "--git-path", "index"}});
            return index_place = path::join(real_root, git::without_line_end(place));
        }
        git::Buffer found;
        if (git_repository_item_path(found.get(), repository.get(), GIT_REPOSITORY_ITEM_INDEX) < 0)
            git::throw_git_error("find the index of", root);
        return index_place = found.text();
    }

    // What git answers, without its line end; nullopt when it says no.
    std::optional<std::string> ask(const std::string& doing, std::vector<std::string> arguments) const {
        const auto answer =
            git::GitProgram(real_root).ask({doing + " of '" + root + "'", std::move(arguments)});
        if (answer.exit_code != 0) return std::nullopt;
        return git::without_line_end(answer.output);
    }
};

WorkTree::WorkTree(std::unique_ptr<State> state) : state_(std::move(state)) {}
WorkTree::WorkTree(WorkTree&&) noexcept = default;
WorkTree& WorkTree::operator=(WorkTree&&) noexcept = default;
WorkTree::~WorkTree() = default;

std::optional<WorkTree> WorkTree::discover(const std::string& directory) {
    auto state = std::make_unique<State>();
    const std::string given = path::normalise(directory);
    git::Opened opened = git::open_repository(given);
    std::string work_directory;
    if (opened.unreadable) {
        work_directory = git::work_tree_by_program(given, opened.why);
    } else if (opened.repository) {
        state->repository = std::move(opened.repository);
        if (const char* found = git_repository_workdir(state->repository.get())) work_directory = found;
    }
    if (work_directory.empty()) return std::nullopt;
    const auto real = real_path(given);
    state->real_root = real_path(work_directory).value_or(path::normalise(work_directory));
    // core.worktree may place the tree elsewhere.
    if (!real || !path::contains(state->real_root, *real)) return std::nullopt;
    state->root = name_root(state->real_root, *real, given);
    return WorkTree(std::move(state));
}

const std::string& WorkTree::root() const {
    return state_->root;
}

std::optional<std::string> WorkTree::branch() const {
    std::string target;
    if (state_->repository) {
        git_reference* found = nullptr;
        if (git_reference_lookup(&found, state_->repository.get(), "HEAD") < 0)
            git::throw_git_error("read HEAD of", state_->root);
        const git::Reference head(found);
        if (git_reference_type(head.get()) != GIT_REFERENCE_SYMBOLIC) return std::nullopt;
        target = git_reference_symbolic_target(head.get());
    } else {
        const auto found = state_->ask("read HEAD", {"symbolic-ref", "-q", "HEAD"});
        if (!found) return std::nullopt;
        target = *found;
    }
    constexpr std::string_view branches = "refs/heads/";
    if (target.starts_with(branches)) target.erase(0, branches.size());
    return target;
}

std::optional<std::string> WorkTree::head() const {
    if (!state_->repository) return state_->ask("read HEAD", {"rev-parse", "-q", "--verify", "HEAD"});
    git_oid id;
    const int outcome = git_reference_name_to_id(&id, state_->repository.get(), "HEAD");
    if (outcome == GIT_ENOTFOUND) return std::nullopt;
    if (outcome < 0) git::throw_git_error("read HEAD of", state_->root);
    return git::hex(id);
}

bool WorkTree::is_tracked(const std::string& path) const {
    const auto relative = state_->inside(path);
    if (!relative) return false;
    state_->refresh_index();
    if (state_->listed) return lists(*state_->listed, *relative);
    git_index* index = state_->index.get();
    if (*relative == ".") return git_index_entrycount(index) > 0;
    std::size_t position = 0;
    if (git_index_find(&position, index, relative->c_str()) == 0) return true;
    return git_index_find_prefix(&position, index, (*relative + "/").c_str()) == 0;
}

bool WorkTree::is_ignored(const std::string& path) const {
    auto relative = state_->inside(path);
    if (!relative || *relative == ".") return false;
    const std::string parent(path::parent(*relative));
    if (path.ends_with('/')) *relative += '/';
    if (!state_->repository) return git::ask_check_ignore(state_->real_root, *relative).value_or(false);
    int ignored = 0;
    if (git_ignore_path_is_ignored(&ignored, state_->repository.get(), relative->c_str()) < 0)
        git::throw_git_error("read the ignore files for", path);
    if (ignored == 0 || !git::has_nested_negation(state_->real_root, parent)) return ignored != 0;
    return git::ask_check_ignore(state_->real_root, *relative).value_or(true);
}

}  // namespace mlpipe
