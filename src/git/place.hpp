// Where a project's runs are committed: found in one way for who writes and for who reads.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "object_database.hpp"

namespace mlpipe {
class FileSystem;
}

namespace mlpipe::git {

struct Place {
    std::unique_ptr<ObjectDatabase> database;
    std::string tree_root;    // absolute, links resolved
    std::string named;        // the project's root as the caller names it
    std::string project;      // the project's root relative to it, "" when they are the same
    std::string repository;   // the git directory of a repository of mlpipe's own; "" for the user's
    bool by_program = false;  // libgit2 cannot read it
    bool created = false;

    // nullopt for what lies outside of the tree, and for its root.
    std::optional<std::string> path_in_tree(const std::string& absolute) const;
    bool own() const { return !repository.empty(); }
};

// `create`: make a repository where there is none; else nullopt then. Scratch files go to own_directory/tmp.
std::optional<Place> find_place(FileSystem& files, const std::string& root, const std::string& own_directory,
                                bool create);

}  // namespace mlpipe::git
