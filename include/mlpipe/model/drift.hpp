// How far the rows of one table have moved from those of another: what `mlpipe drift` answers. Plain values and their
// JSON; docs/drift.md says how they come about. Shares lie between 0 and 1. Texts of columns and categories are as the
// tables have them, and are shown through report/printable.hpp.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/value.hpp"

namespace mlpipe {

// From the best to the worst.
enum class DriftVerdict { ok, warn, drift };
enum class DriftPreset { robust, evidently };
// ks, chisquare and z score with a p-value, ks_statistic with the distance itself.
enum class DriftMethod {
    none,
    ks,
    ks_statistic,
    wasserstein,
    psi,
    jensenshannon,
    kl_div,
    chisquare,
    z,
    cramers_v
};
// How a column is compared, not how its cells are written: integers may be numbers to one preset, codes to another.
enum class DriftType { numerical, categorical, text, datetime, unknown };
enum class ColumnRole { feature, target, prediction };

// The words of JSON and of the command line, as the enumerators are written.
const char* to_string(DriftVerdict verdict);
const char* to_string(DriftPreset preset);
const char* to_string(DriftMethod method);
const char* to_string(DriftType type);
const char* to_string(ColumnRole role);
std::optional<DriftVerdict> parse_drift_verdict(std::string_view text);
std::optional<DriftPreset> parse_drift_preset(std::string_view text);
std::optional<DriftMethod> parse_drift_method(std::string_view text);
std::optional<DriftType> parse_drift_type(std::string_view text);
std::optional<ColumnRole> parse_column_role(std::string_view text);

// Whether the method's score is a p-value: the smaller, the farther apart. Of the others, the greater.
bool is_p_value(DriftMethod method);

// The same in both tables.
template <typename Kind>
struct BothTables {
    Kind reference{}, current{};
    bool operator==(const BothTables&) const = default;
};

// A range of a column's values, or one of its categories.
struct DriftBin {
    std::string label;
    BothTables<double> share;  // of the cells that are not missing
    bool operator==(const DriftBin&) const = default;
};

// What a person would compare first: "mean", or "share of 'late'".
struct DriftSummary {
    std::string name;
    BothTables<double> value;
    bool operator==(const DriftSummary&) const = default;
};

struct MissingDrift {
    BothTables<double> share;  // of all rows
    // Cramér's V; absent where the preset does not judge what is missing.
    std::optional<double> score, threshold;
    std::optional<double> p_value, adjusted_p_value;
    DriftVerdict verdict = DriftVerdict::ok;
    bool operator==(const MissingDrift&) const = default;
};

// Categories that stand in one of the tables alone.
struct UnmatchedCategories {
    std::uint64_t count = 0;      // how many there are
    double share = 0;             // of that table's cells that are not missing
    std::vector<DriftBin> first;  // the most frequent ones
    bool operator==(const UnmatchedCategories&) const = default;
};

struct ColumnDrift {
    std::string name;
    DriftType type = DriftType::unknown;
    ColumnRole role = ColumnRole::feature;
    DriftMethod method = DriftMethod::none;  // none: was not compared, for the `reason`
    std::optional<double> score;
    std::optional<double> threshold, warn_threshold;  // of the score
    std::optional<double> p_value, adjusted_p_value;  // adjusted: for how many were looked at
    DriftVerdict verdict = DriftVerdict::ok;
    std::string reason;                 // one line
    std::optional<DriftBin> worst_bin;  // whose shares differ most
    BothTables<std::uint64_t> rows;     // cells that are not missing
    MissingDrift missing;
    std::optional<DriftSummary> summary;
    UnmatchedCategories new_categories, vanished_categories;
    std::vector<DriftBin>
        bins;  // for a picture: ascending ranges, or the most frequent categories and "others"
    bool operator==(const ColumnDrift&) const = default;
};

// Something beside the distributions that was held against a limit: rows, age, a metric once labels are there.
struct DriftFinding {
    std::string name;  // "rows", "freshness_s", "accuracy"
    std::optional<double> reference, current, threshold;
    DriftVerdict verdict = DriftVerdict::ok;
    std::string reason;  // one line
    bool operator==(const DriftFinding&) const = default;
};

struct DriftResult {
    bool drift = false;
    double share = 0;      // of the columns that were compared: those that drift
    double threshold = 0;  // of the share
    DriftPreset preset = DriftPreset::robust;
    BothTables<std::uint64_t> rows;
    std::vector<ColumnDrift> columns;  // in the reference's order
    // In one of the tables alone.
    std::vector<std::string> new_columns, vanished_columns;
    std::vector<DriftFinding> volume;       // how many rows there are, and how old they are
    std::vector<DriftFinding> performance;  // of predictions, against labels
    std::string reason;                     // one line: why it is drift, or is none
    bool operator==(const DriftResult&) const = default;
};

// Places in `columns`, those that moved farthest first: by verdict, then by how far the score is beyond its threshold.
std::vector<std::size_t> worst_first(const DriftResult& result);

// {"drift", "share", "threshold", "preset", "reason", "rows": {"reference", "current"}, "columns": [{"name", "type",
// "method", "score", "threshold", "verdict", "worst_bin", ...}], ...}. Numbers that are not finite are null.
Value to_value(const DriftResult& result);
DriftResult parse_drift_result(const Value& value);  // throws Error(damaged)

}  // namespace mlpipe
