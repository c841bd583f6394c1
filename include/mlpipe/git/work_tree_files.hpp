// Which files make up a work tree as it is now: what git tracks and what it neither tracks nor ignores, uncommitted
// changes included. Reads no file's content and writes nothing.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace mlpipe {

class FileSystem;

struct WorkTreeFiles {
    std::string root;  // of the tree: absolute, links resolved
    // Relative to it, sorted. Tracked files that are not there are left out; a submodule, and a repository that
    // was cloned into the tree, is one path, that of a directory.
    std::vector<std::string> paths;
};

// Of the work tree that `root` lies in; nullopt where there is none. `own_directory` is the project's `.mlpipe`.
// Throws Error(failed) when the repository cannot be read.
std::optional<WorkTreeFiles> work_tree_files(FileSystem& files, const std::string& root,
                                             const std::string& own_directory);

}  // namespace mlpipe
