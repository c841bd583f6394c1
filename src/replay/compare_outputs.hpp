// The outputs of one stage as they were recorded against those of its repetition. Reads both; decides no
// verdict but an output's.
#pragma once
#include <vector>

#include "mlpipe/replay/clean_directory.hpp"
#include "mlpipe/replay/reproduce.hpp"

namespace mlpipe {

// `again`: what the stage did in the clean directory; null when it was not run there.
std::vector<OutputComparison> compare_outputs(Revisions& revisions, const Original& original,
                                              const RecordedStage& stage, const Execution* again,
                                              const CleanDirectory& directory, const Tolerance& tolerance);

}  // namespace mlpipe
