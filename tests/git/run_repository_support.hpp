// A repository of the git program, and mlpipe's view of it.
#pragma once
#include <algorithm>
#include <map>
#include <sstream>

#include "git_repository.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/git/run_repository.hpp"
#include "support/catch.hpp"

inline mlpipe::RunRepository open_runs(const std::string& root) {
    mlpipe::posix_file_system().create_directories(root + "/.mlpipe");
    return mlpipe::RunRepository::open(mlpipe::posix_file_system(), root, root + "/.mlpipe");
}

// The paths of a tree or commit, as git lists them.
inline std::vector<std::string> paths_of(const std::string& directory, const std::string& tree) {
    std::istringstream lines(run_git(directory, {"ls-tree", "-r", "--name-only", tree}));
    std::vector<std::string> paths;
    for (std::string line; std::getline(lines, line);) paths.push_back(line);
    return paths;
}

// The tree of what `runs` took last, as a run commits it that adds nothing.
inline std::string tree_of(mlpipe::RunRepository& runs) {
    const std::string run = mlpipe::unique_name("tree-");
    return run_git(runs.tree_root(), {"rev-parse", runs.commit_run(run, {}, run, 1) + "^{tree}"});
}

// The same after a new snapshot.
inline std::string tree_now(mlpipe::RunRepository& runs, const mlpipe::SnapshotOptions& options = {}) {
    runs.snapshot(options);
    return tree_of(runs);
}

inline std::string tree_now(const std::string& root) {
    mlpipe::RunRepository runs = open_runs(root);
    return tree_now(runs);
}

using Paths = std::vector<std::string>;

// What a run must leave byte by byte as it was.
inline std::map<std::string, std::string> state_of(const GitRepository& repository) {
    std::map<std::string, std::string> state;
    for (const char* name : {".git/HEAD", ".git/index", ".git/packed-refs", ".git/logs/HEAD",
                             ".git/logs/refs/heads/trunk", ".git/logs/refs/stash", ".git/config"})
        state[name] =
            mlpipe::read_file_if_present(mlpipe::posix_file_system(), repository.path(name)).value_or("-");
    state["references"] = repository.git(
        {"for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/stash", "refs/tags"});
    return state;
}
