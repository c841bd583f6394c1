#include "mlpipe/statistics/divergence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace mlpipe {
namespace {

double total(std::span<const double> shares) {
    return std::accumulate(shares.begin(), shares.end(), 0.0);
}

// p ln(p / q), with its limits.
double relative_entropy(double p, double q) {
    if (p == 0) return 0;
    return q == 0 ? std::numeric_limits<double>::infinity() : p * std::log(p / q);
}

}  // namespace

double population_stability_index(std::span<const double> reference, std::span<const double> current) {
    double index = 0;
    for (std::size_t i = 0; i < reference.size(); ++i)
        index += (reference[i] - current[i]) * std::log(reference[i] / current[i]);
    return index;
}

double kullback_leibler(std::span<const double> reference, std::span<const double> current) {
    const double reference_total = total(reference), current_total = total(current);
    double divergence = 0;
    for (std::size_t i = 0; i < reference.size(); ++i)
        divergence += relative_entropy(reference[i] / reference_total, current[i] / current_total);
    return divergence;
}

double jensen_shannon_distance(std::span<const double> reference, std::span<const double> current) {
    const double reference_total = total(reference), current_total = total(current);
    double divergence = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const double p = reference[i] / reference_total, q = current[i] / current_total, middle = (p + q) / 2;
        divergence += relative_entropy(p, middle) + relative_entropy(q, middle);
    }
    // Rounding may take what is zero below it.
    return std::sqrt(std::max(0.0, divergence / 2));
}

}  // namespace mlpipe
