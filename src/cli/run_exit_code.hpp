// How a run ends as an exit code.
#pragma once
#include "context.hpp"

namespace mlpipe::cli {

int exit_code_of(const RunRecord& record);

}  // namespace mlpipe::cli
