// The repository that a directory lies in, opened, and what is known about one that cannot be.
#pragma once
#include <optional>
#include <string>

#include "handles.hpp"

namespace mlpipe::git {

struct Opened {
    Repository repository;    // null: there is none, or libgit2 cannot read it
    bool unreadable = false;  // there is one, in a format that libgit2 does not know
    std::string why;          // what libgit2 said then
};

// Throws Error(failed) for a repository that git refuses (foreign owner), with the line that allows it.
Opened open_repository(const std::string& directory);

std::optional<std::string> real_path(const std::string& path);
// With the links of its parents resolved, where it exists; the last part stays, link or not.
std::string resolve_parents(const std::string& path);

}  // namespace mlpipe::git
