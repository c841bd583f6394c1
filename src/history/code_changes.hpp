// The code of two states: the files of their git trees, or of the working tree, that differ.
#pragma once
#include <string>
#include <vector>

#include "compared_state.hpp"
#include "mlpipe/model/difference.hpp"

namespace mlpipe {

// Sorted by path. What cannot be compared is said in `notes`.
std::vector<CodeChange> code_changes(Revisions& revisions, const ComparedState& from, const ComparedState& to,
                                     std::vector<std::string>& notes);

}  // namespace mlpipe
