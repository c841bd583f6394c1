#include "mlpipe/statistics/false_discovery.hpp"

#include <algorithm>
#include <numeric>

namespace mlpipe {

std::vector<double> adjusted_p_values(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t left, std::size_t right) { return p_values[left] > p_values[right]; });
    std::vector<double> adjusted(p_values.size());
    const auto tests = static_cast<double>(p_values.size());
    double least = 1;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double rank = tests - static_cast<double>(i);
        least = std::min(least, p_values[order[i]] * tests / rank);
        adjusted[order[i]] = least;
    }
    return adjusted;
}

}  // namespace mlpipe
