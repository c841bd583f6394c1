// How a job ended, in words.
#pragma once
#include <string>

#include "mlpipe/exec/executor.hpp"

namespace mlpipe {

// "ended with exit code 3", "was ended by signal 9", "did not end in time": to follow the name of what ran.
std::string how_it_ended(const JobResult& result);

}  // namespace mlpipe
