#include <algorithm>

#include "drift_picture.hpp"
#include "preset_columns.hpp"
#include "rounded.hpp"

namespace mlpipe {
namespace {

// What Evidently's DataDefinition takes a column of pandas for: it looks at the current table alone.
constexpr std::size_t most_integer_categories = 10;
constexpr std::uint64_t small_sample = 1000;
constexpr std::size_t few_values = 5, two_values = 2;

DriftType inferred_text(const ColumnProfile& column) {
    const std::uint64_t distinct = column.categories.size() + column.other_categories;
    return 2 * distinct > column.present() ? DriftType::text : DriftType::categorical;
}

// pandas has no integers and no booleans beside a missing value: it makes floats and objects of them.
DriftType inferred_type(const ColumnProfile& column) {
    switch (column.type) {
        case CellType::number:
            return DriftType::numerical;
        case CellType::integer:
            return column.missing > 0 || more_distinct_than(column.values, most_integer_categories)
                       ? DriftType::numerical
                       : DriftType::categorical;
        case CellType::boolean:
            return column.missing > 0 ? DriftType::unknown : DriftType::categorical;
        case CellType::text:
            return inferred_text(column);
        case CellType::time:
            return DriftType::datetime;
        case CellType::none:
            break;
    }
    return DriftType::unknown;
}

DriftMethod default_method(DriftType type, const ColumnPair& pair) {
    if (pair.rows().reference > small_sample)
        return type == DriftType::numerical && pair.more_distinct_than(few_values)
                   ? DriftMethod::wasserstein
                   : DriftMethod::jensenshannon;
    if (type == DriftType::numerical && pair.more_distinct_than(few_values)) return DriftMethod::ks;
    return pair.more_distinct_than(two_values) ? DriftMethod::chisquare : DriftMethod::z;
}

std::string why_not_compared(DriftType type) {
    switch (type) {
        case DriftType::text:
            return "free text, for which Evidently trains a classifier: not compared";
        case DriftType::datetime:
            return "times are not compared";
        case DriftType::unknown:
            return "booleans with missing cells, which Evidently leaves out: not compared";
        default:
            return {};
    }
}

}  // namespace

void judge_as_evidently(ColumnDrift& column, const ColumnPair& pair, const DriftOptions& options) {
    column.type = inferred_type(pair.current());
    column.reason = why_not_compared(column.type);
    if (!column.reason.empty()) return;
    const ChosenMethod chosen = choose(options, column.name, column.type, default_method(column.type, pair));
    column.method = chosen.method;
    column.threshold = chosen.limits.threshold;
    const double score = drift_score(chosen.method, column.type, pair);
    column.score = score;
    if (is_p_value(chosen.method)) column.p_value = score;
    const bool beyond = is_beyond(chosen.method, score, chosen.limits.threshold);
    column.verdict = beyond ? DriftVerdict::drift : DriftVerdict::ok;
    if (beyond)
        column.reason = (is_p_value(chosen.method) ? "p-value " : "distance ") + rounded(score) +
                        (is_p_value(chosen.method) ? " is below " : " reaches ") +
                        rounded(chosen.limits.threshold);
    draw(column, pair);
}

}  // namespace mlpipe
