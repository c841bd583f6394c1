#include <algorithm>
#include <cmath>
#include <utility>

#include "column_pair.hpp"
#include "mlpipe/quality/stored_profile.hpp"

namespace mlpipe {
namespace {

std::vector<double> quantiles(const std::vector<double>& values) {
    std::vector<double> kept;
    kept.reserve(most_distinct_values);
    const double step =
        static_cast<double>(values.size() - 1) / static_cast<double>(most_distinct_values - 1);
    for (std::size_t place = 0; place < most_distinct_values; ++place) {
        const auto rank = static_cast<std::size_t>(std::llround(static_cast<double>(place) * step));
        kept.push_back(values[std::min(rank, values.size() - 1)]);
    }
    return kept;
}

}  // namespace

TableProfile reduce_profile(TableProfile table) {
    for (ColumnProfile& column : table.columns) {
        if (column.reduced || !more_distinct_than(column.values, most_distinct_values)) continue;
        column.values = quantiles(column.values);
        column.reduced = true;
    }
    return table;
}

}  // namespace mlpipe
