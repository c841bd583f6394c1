// What a repository holds besides the working tree at hand, as far as a garbage collection must know it.
// Reads only. Throws Error(failed) when the repository cannot be read: what is not known must not count as
// absent.
#pragma once
#include <string>
#include <vector>

namespace mlpipe {

// The distinct contents of all files whose names end in one of `suffixes`, at HEAD and at the tips of
// branches, remote-tracking branches and tags of the repository that `directory` lies in. None where there is
// no repository.
std::vector<std::string> contents_at_tips(const std::string& directory,
                                          const std::vector<std::string>& suffixes);

// The working directories of the repository's other work trees, the main one among them. They may be gone.
std::vector<std::string> other_work_trees(const std::string& directory);

}  // namespace mlpipe
