// How many rows came, and how old the newest is. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/drift.hpp"
#include "mlpipe/quality/column_profile.hpp"

namespace mlpipe {

struct RowLimit {
    double amount = 0;
    bool of_reference = false;  // a share of the reference's rows
};
// "1000", or "50%" of the reference's rows; nullopt for anything else.
std::optional<RowLimit> parse_row_limit(std::string_view text);

struct VolumeLimits {
    std::optional<RowLimit> least_rows, most_rows;
    std::string time;             // the column of times; empty: the only one of that type
    std::optional<double> age_s;  // that the newest time may have
    std::int64_t now_ns = 0;
};

// "rows", and "freshness_s" where an age is given, each with its verdict. Throws Error(usage) where the column of times is not
// there, or not to be told.
std::vector<DriftFinding> judge_volume(const TableProfile& reference, const TableProfile& current,
                                       const VolumeLimits& limits);

}  // namespace mlpipe
