// What the builder leaves open: aliases become copies of what they stand for, and merge keys are applied.
#pragma once
#include <string>
#include <vector>

#include "tree_builder.hpp"

namespace mlpipe::document {

// The builder has checked that nothing is cyclic and that the result is within the limits. What is wrong with
// merge keys is added to `diagnostics`.
Node expand_references(Tree tree, const std::string& file, std::vector<Diagnostic>& diagnostics);

}  // namespace mlpipe::document
