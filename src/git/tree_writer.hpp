// Writes the trees of a sorted list of files.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/git/commits.hpp"
#include "new_objects.hpp"

namespace mlpipe::git {

// Sorted by the bytes of the path, which is git's order within each tree, too. The root's id.
std::string write_tree(const std::vector<TreeFile>& sorted, NewObjects& objects);

}  // namespace mlpipe::git
