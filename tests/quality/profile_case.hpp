// Profiles as tests write them.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/quality/column_profile.hpp"

namespace mlpipe::profile_case {

inline ColumnProfile numbers(std::string name, std::vector<double> values, std::uint64_t missing = 0) {
    ColumnProfile column;
    column.name = std::move(name);
    column.type = CellType::number;
    column.rows = values.size() + missing;
    column.missing = missing;
    if (!std::is_sorted(values.begin(), values.end())) std::sort(values.begin(), values.end());
    column.values = std::move(values);
    return column;
}

inline ColumnProfile integers(std::string name, std::vector<double> values, std::uint64_t missing = 0) {
    ColumnProfile column = numbers(std::move(name), std::move(values), missing);
    column.type = CellType::integer;
    return column;
}

inline ColumnProfile texts(std::string name, const std::map<std::string, std::uint64_t>& counts,
                           std::uint64_t missing = 0) {
    ColumnProfile column;
    column.name = std::move(name);
    column.type = CellType::text;
    column.rows = column.missing = missing;
    for (const auto& [text, count] : counts) {
        column.categories.push_back({text, count});
        column.rows += count;
    }
    return column;
}

inline ColumnProfile booleans(std::string name, std::uint64_t no, std::uint64_t yes,
                              std::uint64_t missing = 0) {
    ColumnProfile column = texts(std::move(name), {{"false", no}, {"true", yes}}, missing);
    column.type = CellType::boolean;
    return column;
}

inline TableProfile table(std::vector<ColumnProfile> columns) {
    TableProfile profile;
    profile.rows = columns.front().rows;
    profile.columns = std::move(columns);
    return profile;
}

}  // namespace mlpipe::profile_case
