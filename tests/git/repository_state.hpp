// A run committed to a repository in a given state, and what git says of it.
#pragma once
#include <filesystem>

#include "run_repository_support.hpp"

inline std::string commit(const std::string& root, const std::string& run = "r",
                          mlpipe::Snapshot* taken = nullptr) {
    mlpipe::RunRepository runs = open_runs(root);
    const mlpipe::Snapshot snapshot = runs.snapshot({});
    if (taken != nullptr) *taken = snapshot;
    return runs.commit_run(run, {{root + "/.mlpipe/run.json", "{}"}}, "succeeded\n", 1);
}

inline std::string listed(const std::string& directory, const std::string& commit) {
    return run_git(directory, {"ls-tree", "-r", "--format=%(objectmode) %(path)", commit});
}

// What git itself would commit of the working tree, with an index of its own.
inline std::string tree_by_git(const GitRepository& repository) {
    const std::filesystem::path index = repository.path(".git/index"), kept = repository.path(".git/kept");
    std::filesystem::copy_file(index, kept);
    repository.git({"add", "-A", "--", ".", ":!.mlpipe"});
    const std::string tree = repository.git({"write-tree"});
    std::filesystem::rename(kept, index);
    return tree;
}

inline void check_sound(const std::string& directory) {
    const std::string found = run_git(directory, {"fsck", "--strict", "--no-dangling"});
    CHECK(found.find("error") == std::string::npos);
    CHECK(found.find("missing") == std::string::npos);
}
