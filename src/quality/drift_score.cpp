#include "drift_score.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "mlpipe/statistics/divergence.hpp"
#include "mlpipe/statistics/histogram.hpp"
#include "mlpipe/statistics/kolmogorov_smirnov.hpp"
#include "mlpipe/statistics/moments.hpp"
#include "mlpipe/statistics/proportions.hpp"

namespace mlpipe {
namespace {

// Of numbers with more different values in the reference, ranges are compared in place of values.
constexpr std::size_t most_single_values = 20;
constexpr double least_spread = 0.001;

std::vector<double> shares(const std::vector<std::uint64_t>& counts) {
    const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    std::vector<double> all;
    all.reserve(counts.size());
    for (const std::uint64_t count : counts) all.push_back(static_cast<double>(count) / total);
    return all;
}

BothTables<std::vector<double>> binned_shares(DriftType type, const ColumnPair& pair) {
    if (type == DriftType::numerical && more_distinct_than(pair.reference_values(), most_single_values)) {
        const std::vector<double> edges =
            sturges_edges(pair.reference_values(), pair.current_values(), pair.whole_numbers());
        return {shares(histogram(pair.reference_values(), edges)),
                shares(histogram(pair.current_values(), edges))};
    }
    const CategoryCounts counts = category_counts(pair);
    return {shares(counts.reference), shares(counts.current)};
}

// Logarithms need a share in each bin: an empty one gets a ten-thousandth, or, where another one is as small as that, a
// millionth of the smallest.
void fill_empty(std::vector<double>& shares) {
    double least = 1;
    for (const double share : shares)
        if (share > 0) least = std::min(least, share);
    const double filling = least <= 0.0001 ? least / 1e6 : 0.0001;
    std::replace(shares.begin(), shares.end(), 0.0, filling);
}

BothTables<std::vector<double>> filled_shares(DriftType type, const ColumnPair& pair) {
    BothTables<std::vector<double>> both = binned_shares(type, pair);
    fill_empty(both.reference);
    fill_empty(both.current);
    return both;
}

double wasserstein_score(const ColumnPair& pair) {
    return wasserstein_distance(pair.reference_values(), pair.current_values()) /
           std::max(standard_deviation(pair.reference_values()), least_spread);
}

double ks_score(const ColumnPair& pair) {
    return ks_p_value(ks_statistic(pair.reference_values(), pair.current_values()), pair.rows().reference,
                      pair.rows().current, KsMethod::automatic);
}

// Of the cells that are not the first value. Evidently takes the tail from 1, which leaves steps of 1e-16 of the smallest
// p-values; so do we, to be equal.
double z_score(const ColumnPair& pair) {
    const CategoryCounts counts = category_counts(pair);
    const auto beside_first = [](const std::vector<std::uint64_t>& all) {
        const std::uint64_t total = std::accumulate(all.begin(), all.end(), std::uint64_t{0});
        return Proportion{total - all.front(), total};
    };
    const double z = two_proportion_z(beside_first(counts.reference), beside_first(counts.current));
    const double below = 1 - normal_two_sided_p_value(z) / 2;
    return 2 * (1 - below);
}

}  // namespace

bool fits(DriftMethod method, DriftType type) {
    switch (method) {
        case DriftMethod::ks:
        case DriftMethod::ks_statistic:
        case DriftMethod::wasserstein:
            return type == DriftType::numerical;
        case DriftMethod::chisquare:
        case DriftMethod::z:
        case DriftMethod::cramers_v:
            return type == DriftType::categorical;
        case DriftMethod::psi:
        case DriftMethod::jensenshannon:
        case DriftMethod::kl_div:
            return type == DriftType::numerical || type == DriftType::categorical;
        case DriftMethod::none:
            break;
    }
    return false;
}

double drift_score(DriftMethod method, DriftType type, const ColumnPair& pair) {
    switch (method) {
        case DriftMethod::ks:
            return ks_score(pair);
        case DriftMethod::ks_statistic:
            return ks_statistic(pair.reference_values(), pair.current_values());
        case DriftMethod::wasserstein:
            return wasserstein_score(pair);
        case DriftMethod::psi: {
            const auto both = filled_shares(type, pair);
            return population_stability_index(both.reference, both.current);
        }
        case DriftMethod::kl_div: {
            const auto both = filled_shares(type, pair);
            return kullback_leibler(both.reference, both.current);
        }
        case DriftMethod::jensenshannon: {
            const auto both = binned_shares(type, pair);
            return jensen_shannon_distance(both.reference, both.current);
        }
        case DriftMethod::chisquare: {
            const CategoryCounts counts = category_counts(pair);
            return chi_square_fit_p_value(counts.reference, counts.current);
        }
        case DriftMethod::z:
            return z_score(pair);
        case DriftMethod::cramers_v: {
            const CategoryCounts counts = category_counts(pair);
            return cramers_v(counts.reference, counts.current);
        }
        case DriftMethod::none:
            break;
    }
    return 0;
}

DriftLimits default_limits(DriftPreset preset, DriftMethod method) {
    if (is_p_value(method)) return {0.05, std::nullopt};
    if (preset == DriftPreset::evidently) return {0.1, std::nullopt};
    switch (method) {
        case DriftMethod::wasserstein:
        case DriftMethod::psi:
            return {0.25, 0.1};
        default:
            return {0.1, 0.05};
    }
}

bool is_beyond(DriftMethod method, double score, double threshold) {
    if (method == DriftMethod::ks) return score <= threshold;
    return is_p_value(method) ? score < threshold : score >= threshold;
}

}  // namespace mlpipe
