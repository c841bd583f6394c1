// Many tests at once: p-values, adjusted so that among those below a limit at most that share is expected to be chance
// (Benjamini and Hochberg, Controlling the False Discovery Rate, JRSS B 57, 1995). Pure; any thread.
#pragma once
#include <span>
#include <vector>

namespace mlpipe {

// In the order of the p-values.
std::vector<double> adjusted_p_values(std::span<const double> p_values);

}  // namespace mlpipe
