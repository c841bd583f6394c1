#include <algorithm>
#include <cmath>
#include <utility>

#include "mlpipe/quality/stored_profile.hpp"

namespace mlpipe {
namespace {

bool has_many_distinct(const std::vector<double>& values) {
    std::size_t distinct = 0;
    for (std::size_t at = 0; at < values.size() && distinct <= most_distinct_values; ++at)
        if (at == 0 || values[at] != values[at - 1]) ++distinct;
    return distinct > most_distinct_values;
}

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
        if (column.reduced || !has_many_distinct(column.values)) continue;
        column.values = quantiles(column.values);
        column.reduced = true;
    }
    return table;
}

}  // namespace mlpipe
