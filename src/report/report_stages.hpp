// What a page says of the stages of a run: how each came to its result, from what, and what it printed.
#pragma once
#include <string>

#include "mlpipe/model/run_report.hpp"

namespace mlpipe {

// Those that failed or were interrupted, with the ends of their logs in the open; "" where none did.
std::string failure_list(const RunReport& report);
// All of them, folded: what leads to an artifact can be followed from stage to stage back to its sources.
std::string stage_list(const RunReport& report);

}  // namespace mlpipe
