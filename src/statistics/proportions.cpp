#include "mlpipe/statistics/proportions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "log_gamma.hpp"

namespace mlpipe {
namespace {

double total(std::span<const std::uint64_t> counts) {
    return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

std::size_t categories_in_use(std::span<const std::uint64_t> reference,
                              std::span<const std::uint64_t> current) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) used += reference[i] + current[i] > 0;
    return used;
}

}  // namespace

double chi_square_survival(double statistic, std::uint64_t degrees) {
    if (statistic <= 0) return 1;
    if (std::isinf(statistic)) return 0;
    // The terms half^a exp(-half) / Gamma(a + 1) for a = 0, 1, ... or 1/2, 3/2, ..., as logarithms: their factors leave
    // the range of numbers long before they do.
    const double half = statistic / 2, log_half = std::log(half);
    const bool odd = degrees % 2 == 1;
    double sum = odd ? std::erfc(std::sqrt(half)) : 0;
    for (std::uint64_t j = 0; j < degrees / 2; ++j) {
        const double power = static_cast<double>(j) + (odd ? 0.5 : 0);
        sum += std::exp(power * log_half - half - log_gamma(power + 1));
    }
    return std::min(sum, 1.0);
}

double chi_square_fit_p_value(std::span<const std::uint64_t> expected,
                              std::span<const std::uint64_t> observed) {
    if (observed.size() < 2) return 1;
    const double scale = total(observed) / total(expected);
    double statistic = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        if (expected[i] == 0 && observed[i] == 0) continue;
        const double wanted = static_cast<double>(expected[i]) * scale;
        const double apart = static_cast<double>(observed[i]) - wanted;
        statistic += apart * apart / wanted;
    }
    return chi_square_survival(statistic, observed.size() - 1);
}

double chi_square_homogeneity_p_value(std::span<const std::uint64_t> reference,
                                      std::span<const std::uint64_t> current) {
    const double n = total(reference), m = total(current);
    const std::size_t used = categories_in_use(reference, current);
    if (used < 2 || n == 0 || m == 0) return 1;
    double statistic = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const auto r = static_cast<double>(reference[i]), c = static_cast<double>(current[i]);
        if (r + c == 0) continue;
        const double apart = r / n - c / m;
        statistic += apart * apart / (r + c);
    }
    return chi_square_survival(statistic * n * m, used - 1);
}

double two_proportion_z(Proportion reference, Proportion current) {
    const auto n = static_cast<double>(reference.of), m = static_cast<double>(current.of);
    const double p = static_cast<double>(reference.count) / n, q = static_cast<double>(current.count) / m;
    const double pooled = (p * n + q * m) / (n + m);
    const double variance = pooled * (1 - pooled) * (1 / n + 1 / m);
    return variance > 0 ? (p - q) / std::sqrt(variance) : 0;
}

double normal_two_sided_p_value(double z) {
    return std::erfc(std::abs(z) / std::sqrt(2.0));
}

double cramers_v(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current) {
    const double n = total(reference), m = total(current);
    const std::size_t used = categories_in_use(reference, current);
    if (used < 2) return 0;
    double square = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        if (reference[i] + current[i] == 0) continue;
        const double p = static_cast<double>(reference[i]) / n, q = static_cast<double>(current[i]) / m;
        square += (p - q) * (p - q) / (2 * (p + q));
    }
    const double by_chance = static_cast<double>(used - 1) * (1 / n + 1 / m) / 4;
    return std::sqrt(std::max(0.0, square - by_chance));
}

}  // namespace mlpipe
