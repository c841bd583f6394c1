#include "drift_picture.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "mlpipe/base/text.hpp"
#include "mlpipe/statistics/histogram.hpp"
#include "mlpipe/statistics/moments.hpp"

namespace mlpipe {
namespace {

constexpr double most_ranges = 20;
constexpr std::size_t most_categories = 15, most_unmatched = 10, longest_label = 80;
// Single values far out would leave nothing of a picture but one bar; what is beyond is in the first and the last range.
constexpr double tail = 0.005;

// Labels are kept in documents and compared by people: a text of a page's length is cut, between two characters.
std::string label_of(const std::string& text) {
    if (text.size() <= longest_label) return text;
    std::size_t end = longest_label;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "…";
}

// The least of 1, 2 and 5 times a power of ten that is not below `width`.
double round_step(double width) {
    const double power = std::pow(10, std::floor(std::log10(width)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= width) return factor * power;
    return 10 * power;
}

double quantile(std::span<const double> values, double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

std::string edge_text(double edge, double step) {
    // Multiples of a step have digits that the step does not have, by rounding.
    const double digits = std::max(0.0, std::ceil(-std::log10(step)));
    const double scale = std::pow(10, digits);
    return text::format_number(std::isfinite(scale) ? std::round(edge * scale) / scale : edge);
}

std::vector<DriftBin> bins_of_counts(const std::vector<std::string>& labels,
                                     const std::vector<std::uint64_t>& reference,
                                     const std::vector<std::uint64_t>& current) {
    const auto total = [](const std::vector<std::uint64_t>& counts) {
        return std::max(1.0,
                        static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0})));
    };
    const double n = total(reference), m = total(current);
    std::vector<DriftBin> bins;
    bins.reserve(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i)
        bins.push_back({label_of(labels[i]),
                        {static_cast<double>(reference[i]) / n, static_cast<double>(current[i]) / m}});
    return bins;
}

std::vector<DriftBin> ranges(const ColumnPair& pair) {
    const std::span<const double> reference = pair.reference_values(), current = pair.current_values();
    const double low = std::min(quantile(reference, tail), quantile(current, tail));
    const double high = std::max(quantile(reference, 1 - tail), quantile(current, 1 - tail));
    const double step = low < high ? round_step((high - low) / most_ranges) : 1;
    if (!std::isfinite(step) || step <= 0) return {};
    const double first = std::floor(low / step);
    const auto count =
        static_cast<std::size_t>(std::clamp(std::floor(high / step) - first, 0.0, 2 * most_ranges)) + 1;
    std::vector<double> edges;
    std::vector<std::string> labels;
    for (std::size_t i = 0; i <= count; ++i) edges.push_back((first + static_cast<double>(i)) * step);
    for (std::size_t i = 0; i < count; ++i)
        labels.push_back("[" + edge_text(edges[i], step) + ", " + edge_text(edges[i + 1], step) + ")");
    const double least = std::min(reference.front(), current.front()),
                 greatest = std::max(reference.back(), current.back());
    if (least < edges.front()) labels.front() = "< " + edge_text(edges[1], step);
    if (greatest >= edges.back()) labels.back() = ">= " + edge_text(edges[count - 1], step);
    edges.front() = std::min(edges.front(), least);
    edges.back() = std::max(edges.back(), greatest);
    return bins_of_counts(labels, histogram(reference, edges), histogram(current, edges));
}

// The most frequent ones, and the rest as one.
std::vector<DriftBin> most_frequent(std::vector<DriftBin> bins) {
    if (bins.size() <= most_categories) return bins;
    const auto weight = [](const DriftBin& bin) { return bin.share.reference + bin.share.current; };
    std::stable_sort(bins.begin(), bins.end(),
                     [&](const DriftBin& one, const DriftBin& other) { return weight(one) > weight(other); });
    DriftBin rest{"others", {}};
    for (std::size_t i = most_categories; i < bins.size(); ++i) {
        rest.share.reference += bins[i].share.reference;
        rest.share.current += bins[i].share.current;
    }
    bins.resize(most_categories);
    bins.push_back(rest);
    return bins;
}

std::optional<DriftBin> worst_of(const std::vector<DriftBin>& bins) {
    std::optional<DriftBin> worst;
    double farthest = 0;
    for (const DriftBin& bin : bins) {
        // Of two that differ as much, as the only two of a column do, the later one: true, 1, yes.
        const double apart = std::abs(bin.share.reference - bin.share.current);
        if (worst && apart < farthest - 1e-12) continue;
        worst = bin;
        farthest = apart;
    }
    return worst;
}

// `side`: in which table they stand.
UnmatchedCategories unmatched(const std::vector<DriftBin>& bins, double BothTables<double>::*side,
                              double BothTables<double>::*other_side) {
    UnmatchedCategories found;
    for (const DriftBin& bin : bins) {
        if (bin.share.*other_side > 0 || bin.share.*side <= 0) continue;
        ++found.count;
        found.share += bin.share.*side;
        found.first.push_back(bin);
    }
    std::stable_sort(found.first.begin(), found.first.end(), [&](const DriftBin& one, const DriftBin& other) {
        return one.share.*side > other.share.*side;
    });
    if (found.first.size() > most_unmatched) found.first.resize(most_unmatched);
    return found;
}

void draw_categories(ColumnDrift& column, const ColumnPair& pair) {
    const CategoryCounts counts = category_counts(pair);
    const std::vector<DriftBin> bins = bins_of_counts(counts.labels, counts.reference, counts.current);
    column.worst_bin = worst_of(bins);
    if (column.worst_bin)
        column.summary = DriftSummary{"share of '" + column.worst_bin->label + "'", column.worst_bin->share};
    // Which of the texts that were not counted one by one stand in the other table cannot be told.
    if (pair.reference().other_categories == 0)
        column.new_categories = unmatched(bins, &BothTables<double>::current, &BothTables<double>::reference);
    if (pair.current().other_categories == 0)
        column.vanished_categories =
            unmatched(bins, &BothTables<double>::reference, &BothTables<double>::current);
    column.bins = most_frequent(bins);
}

void draw_numbers(ColumnDrift& column, const ColumnPair& pair) {
    column.summary = DriftSummary{"mean", {mean_of(pair.reference_values()), mean_of(pair.current_values())}};
    if (pair.more_distinct_than(most_categories)) {
        column.bins = ranges(pair);
    } else {
        const CategoryCounts counts = category_counts(pair);
        column.bins = bins_of_counts(counts.labels, counts.reference, counts.current);
    }
    column.worst_bin = worst_of(column.bins);
}

}  // namespace

void draw(ColumnDrift& column, const ColumnPair& pair) {
    column.type == DriftType::categorical ? draw_categories(column, pair) : draw_numbers(column, pair);
}

}  // namespace mlpipe
