// Equal ranges of values, and how many fall into each. Pure; any thread.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace mlpipe {

// Edges of ceil(log2(n) + 1) equal ranges (Sturges, JASA 21, 1926) between the least and the greatest of both samples,
// computed in the order in which NumPy's histogram_bin_edges does it. Whole numbers get no range that is narrower than
// 1. Both ascending, finite, not empty.
std::vector<double> sturges_edges(std::span<const double> reference, std::span<const double> current,
                                  bool whole_numbers);

// How many values lie in [edge, next edge), in the last range including its end. Ascending; two edges at least.
std::vector<std::uint64_t> histogram(std::span<const double> values, std::span<const double> edges);

}  // namespace mlpipe
