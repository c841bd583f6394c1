#include "mlpipe/statistics/histogram.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {

std::vector<double> sturges_edges(std::span<const double> reference, std::span<const double> current,
                                  bool whole_numbers) {
    const double least = std::min(reference.front(), current.front());
    const double greatest = std::max(reference.back(), current.back());
    if (least == greatest) return {least - 0.5, greatest + 0.5};
    const double range = greatest - least;
    if (!std::isfinite(range))
        throw Error(ErrorKind::failed, "values from " + text::format_number(least) + " to " +
                                           text::format_number(greatest) + " cannot be put into ranges");
    double width = range / (std::log2(static_cast<double>(reference.size() + current.size())) + 1);
    if (whole_numbers && width < 1) width = 1;
    const auto ranges = static_cast<std::size_t>(std::ceil(range / width));
    const double step = range / static_cast<double>(ranges);
    std::vector<double> edges(ranges + 1);
    for (std::size_t i = 0; i < ranges; ++i) edges[i] = static_cast<double>(i) * step + least;
    edges.back() = greatest;
    return edges;
}

std::vector<std::uint64_t> histogram(std::span<const double> values, std::span<const double> edges) {
    std::vector<std::uint64_t> counts(edges.size() - 1);
    auto from = std::lower_bound(values.begin(), values.end(), edges.front());
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const bool last = i + 1 == counts.size();
        const auto to = last ? std::upper_bound(from, values.end(), edges[i + 1])
                             : std::lower_bound(from, values.end(), edges[i + 1]);
        counts[i] = static_cast<std::uint64_t>(to - from);
        from = to;
    }
    return counts;
}

}  // namespace mlpipe
