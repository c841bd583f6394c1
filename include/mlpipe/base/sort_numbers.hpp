// Sorts many numbers in time that grows with their count alone. Pure; any thread.
#pragma once
#include <vector>

namespace mlpipe {

// None may be NaN. -0.0 stands before 0.0. Needs as much memory again while it works.
void sort_ascending(std::vector<double>& numbers);

}  // namespace mlpipe
