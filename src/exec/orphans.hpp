// Processes of jobs whose keeper is gone, found by what they carry. Slower and less sure than a keeper: the
// second line.
#pragma once
#include <string>

namespace mlpipe::exec {

// KILL to every process with MLPIPE_EXECUTION=`execution` in its environment until none is left, for some
// seconds at most. Returns how many are left.
unsigned end_execution(const std::string& execution);

}  // namespace mlpipe::exec
