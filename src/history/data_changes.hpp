// The data of two states: what stages made of it, and the sources that no stage makes.
#pragma once
#include <vector>

#include "compared_state.hpp"
#include "mlpipe/model/difference.hpp"

namespace mlpipe {

// Sorted by path, sources first. A source that lies among `code`, or holds some of it, is left out: it is said
// there.
std::vector<DataChange> data_changes(Revisions& revisions, const ComparedState& from, const ComparedState& to,
                                     const std::vector<CodeChange>& code);

// By path; both sorted.
std::vector<FileDifference> compare_manifests(const Manifest& before, const Manifest& after);

}  // namespace mlpipe
