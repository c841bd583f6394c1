#include <algorithm>
#include <array>
#include <numeric>

#include "drift_picture.hpp"
#include "mlpipe/statistics/false_discovery.hpp"
#include "mlpipe/statistics/kolmogorov_smirnov.hpp"
#include "mlpipe/statistics/proportions.hpp"
#include "preset_columns.hpp"
#include "rounded.hpp"

namespace mlpipe {
namespace {

// Fewer cells than these cannot tell a difference at the threshold from chance.
constexpr std::uint64_t fewest_rows = 100;
constexpr double significance = 0.01;
// Integers with no more different values are codes, and compared as categories.
constexpr std::size_t most_codes = 10;
// Categories that are expected less often than this in either table are taken together (Cochran 1954).
constexpr double least_expected = 5;
// New categories with at least this share of the cells are worth a warning: no model has seen them.
constexpr double telling_share = 0.01;
constexpr double missing_threshold = 0.1, missing_warn_threshold = 0.05;

bool is_free_text(const ColumnProfile& column) {
    return 2 * (column.categories.size() + column.other_categories) > column.present();
}

DriftType type_of(const ColumnPair& pair) {
    const CellType type = pair.current().type;
    if (pair.is_numeric()) {
        const bool integers = type == CellType::integer && pair.reference().type == CellType::integer;
        return integers && !pair.more_distinct_than(most_codes) ? DriftType::categorical
                                                                : DriftType::numerical;
    }
    if (type == CellType::boolean) return DriftType::categorical;
    if (type == CellType::time) return DriftType::datetime;
    return is_free_text(pair.reference()) ? DriftType::text : DriftType::categorical;
}

// With rare categories as one.
CategoryCounts pooled(const CategoryCounts& counts) {
    const auto total = [](const std::vector<std::uint64_t>& all) {
        return static_cast<double>(std::accumulate(all.begin(), all.end(), std::uint64_t{0}));
    };
    const double n = total(counts.reference), m = total(counts.current);
    const double smaller = std::min(n, m) / (n + m);
    CategoryCounts result;
    std::uint64_t rare_reference = 0, rare_current = 0;
    for (std::size_t i = 0; i < counts.reference.size(); ++i) {
        if (static_cast<double>(counts.reference[i] + counts.current[i]) * smaller < least_expected) {
            rare_reference += counts.reference[i];
            rare_current += counts.current[i];
            continue;
        }
        result.reference.push_back(counts.reference[i]);
        result.current.push_back(counts.current[i]);
    }
    result.reference.push_back(rare_reference);
    result.current.push_back(rare_current);
    return result;
}

struct Measured {
    double score = 0, p_value = 1;
};

Measured measure(DriftMethod method, DriftType type, const ColumnPair& pair) {
    if (type == DriftType::numerical) {
        const double statistic = drift_score(DriftMethod::ks_statistic, type, pair);
        return {method == DriftMethod::ks_statistic ? statistic : drift_score(method, type, pair),
                ks_limit_p_value(statistic, pair.rows().reference, pair.rows().current)};
    }
    const CategoryCounts counts = pooled(category_counts(pair));
    return {method == DriftMethod::cramers_v ? cramers_v(counts.reference, counts.current)
                                             : drift_score(method, type, pair),
            chi_square_homogeneity_p_value(counts.reference, counts.current)};
}

void measure_missing(ColumnDrift& column, const ColumnPair& pair) {
    const ColumnProfile &reference = pair.reference(), &current = pair.current();
    if (reference.missing + current.missing == 0 || reference.rows == 0 || current.rows == 0) return;
    const std::array<std::uint64_t, 2> before{reference.missing, reference.present()},
        after{current.missing, current.present()};
    column.missing.score = cramers_v(before, after);
    column.missing.threshold = missing_threshold;
    column.missing.p_value = chi_square_homogeneity_p_value(before, after);
}

// Every p-value of every column, in the order in which they stand there.
std::vector<std::optional<double>*> p_values_of(std::vector<ColumnDrift>& columns) {
    std::vector<std::optional<double>*> all;
    for (ColumnDrift& column : columns)
        for (std::optional<double>* p : {&column.p_value, &column.missing.p_value})
            if (p->has_value()) all.push_back(p);
    return all;
}

void adjust(std::vector<ColumnDrift>& columns) {
    std::vector<double> p_values;
    for (const std::optional<double>* p : p_values_of(columns)) p_values.push_back(**p);
    const std::vector<double> adjusted = adjusted_p_values(p_values);
    auto next = adjusted.begin();
    for (ColumnDrift& column : columns) {
        if (column.p_value) column.adjusted_p_value = *next++;
        if (column.missing.p_value) column.missing.adjusted_p_value = *next++;
    }
}

void add_reason(ColumnDrift& column, DriftVerdict verdict, const std::string& reason) {
    column.verdict = std::max(column.verdict, verdict);
    column.reason += (column.reason.empty() ? "" : "; ") + reason;
}

bool is_chance(const std::optional<double>& adjusted_p_value) {
    return adjusted_p_value.value_or(1) > significance;
}

void judge_p_value(ColumnDrift& column) {
    const double p = column.adjusted_p_value.value_or(1);
    if (is_beyond(column.method, p, *column.threshold))
        add_reason(column, DriftVerdict::drift,
                   "adjusted p-value " + rounded(p) + " is below " + rounded(*column.threshold));
}

void judge_distance(ColumnDrift& column) {
    const double score = *column.score;
    const bool drifts = is_beyond(column.method, score, *column.threshold);
    const bool warns = column.warn_threshold && is_beyond(column.method, score, *column.warn_threshold);
    if (!drifts && !warns) return;
    const std::string reaches = std::string(to_string(column.method)) + " " + rounded(score) + " reaches " +
                                rounded(drifts ? *column.threshold : *column.warn_threshold);
    if (is_chance(column.adjusted_p_value))
        add_reason(column, DriftVerdict::ok, reaches + ", which may be chance");
    else
        add_reason(column, drifts ? DriftVerdict::drift : DriftVerdict::warn, reaches);
}

void judge_values(ColumnDrift& column) {
    if (column.method == DriftMethod::none) return;
    is_p_value(column.method) ? judge_p_value(column) : judge_distance(column);
    const std::uint64_t fewest = std::min(column.rows.reference, column.rows.current);
    if (fewest >= fewest_rows) return;
    column.verdict = std::min(column.verdict, DriftVerdict::warn);
    add_reason(column, DriftVerdict::ok,
               "too few rows to be sure: " + std::to_string(fewest) + ", not " + std::to_string(fewest_rows));
}

void judge_missing(ColumnDrift& column) {
    MissingDrift& missing = column.missing;
    if (!missing.score || *missing.score < missing_warn_threshold || is_chance(missing.adjusted_p_value))
        return;
    missing.verdict = *missing.score >= missing_threshold ? DriftVerdict::drift : DriftVerdict::warn;
    add_reason(column, missing.verdict,
               "missing: " + percent(missing.share.reference) + ", now " + percent(missing.share.current));
}

void judge_new_categories(ColumnDrift& column) {
    const UnmatchedCategories& found = column.new_categories;
    if (found.share < telling_share || column.rows.current < fewest_rows) return;
    add_reason(column, DriftVerdict::warn, "new categories: " + percent(found.share) + " of the cells");
}

}  // namespace

void measure_robustly(ColumnDrift& column, const ColumnPair& pair, const DriftOptions& options) {
    measure_missing(column, pair);
    if (column.rows.reference == 0 || column.rows.current == 0) return;
    column.type = type_of(pair);
    if (column.type == DriftType::text || column.type == DriftType::datetime) {
        column.reason =
            column.type == DriftType::text ? "free text is not compared" : "times are not compared";
        return;
    }
    const DriftMethod otherwise =
        column.type == DriftType::numerical ? DriftMethod::ks_statistic : DriftMethod::cramers_v;
    const ChosenMethod chosen = choose(options, column.name, column.type, otherwise);
    const Measured measured = measure(chosen.method, column.type, pair);
    column.method = chosen.method;
    column.score = measured.score;
    column.p_value = is_p_value(chosen.method) ? measured.score : measured.p_value;
    column.threshold = chosen.limits.threshold;
    column.warn_threshold = chosen.limits.warn_threshold;
    draw(column, pair);
}

void judge_robustly(std::vector<ColumnDrift>& columns) {
    adjust(columns);
    for (ColumnDrift& column : columns) {
        judge_values(column);
        judge_missing(column);
        judge_new_categories(column);
    }
}

}  // namespace mlpipe
