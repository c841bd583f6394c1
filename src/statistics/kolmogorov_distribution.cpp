#include "mlpipe/statistics/kolmogorov_distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "durbin_matrix.hpp"
#include "log_gamma.hpp"

namespace mlpipe {
namespace {

using std::numbers::pi;

// Up to this size all formulas are exact but that for the far tail.
constexpr std::uint64_t small_size = 140;
constexpr std::uint64_t large_size = 100'000, largest_summed = 1'000'000;

// P(D_n < t / n) where t <= 1, after Ruben and Gambino (1982): n! ((2t - 1) / n)^n.
double shortest_distances_cdf(double n, double t) {
    return std::exp(log_gamma(n + 1) + n * std::log((2 * t - 1) / n));
}

// An asymptotic series in powers of 1 / sqrt(n) whose terms are theta functions (Pelz and Good, Approximating the Lower
// Tail-Areas of the Kolmogorov-Smirnov One-Sample Statistic, JRSS B 38, 1976), equations as Simard and L'Ecuyer give them.
double pelz_good_cdf(double n, double distance) {
    const double z = std::sqrt(n) * distance, z2 = z * z, z4 = z2 * z2, z6 = z4 * z2, z8 = z4 * z4;
    const double pi2 = pi * pi, pi4 = pi2 * pi2, pi6 = pi4 * pi2;
    std::array<double, 4> k{};
    const int terms = static_cast<int>(std::ceil(16 * z / pi));
    for (int i = terms; i > 0; --i) {
        const double odd2 = (2.0 * i - 1) * (2.0 * i - 1), odd4 = odd2 * odd2, odd6 = odd4 * odd2;
        const double weight = std::exp(-pi2 * odd2 / (8 * z2));
        k[0] += weight;
        k[1] += weight * (-z2 + pi2 / 4 * odd2);
        k[2] +=
            weight * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * pi2 / 4 * odd2 + pi4 * (1 - 2 * z2) / 16 * odd4);
        k[3] += weight * (-30 * z6 - 90 * z8 + pi2 * (135 * z4 - 96 * z6) / 4 * odd2 +
                          pi4 * (-60 * z2 + 212 * z4) / 16 * odd4 + pi6 * (5 - 30 * z2) / 64 * odd6);
    }
    const double root = std::sqrt(2 * pi);
    k[0] *= root / z;
    k[1] *= root / (6 * z4);
    k[2] *= root / (72 * z6 * z);
    k[3] *= root / (6480 * z8 * z2);
    for (int i = terms; i > 0; --i) {
        const double i2 = static_cast<double>(i) * i, weight = i2 * std::exp(-pi2 * i2 / (2 * z2));
        k[2] -= weight * pi2 * root / (36 * z2 * z);
        k[3] += weight * (3 * z2 - pi2 * i2) * pi2 * root / (216 * z6);
    }
    const double step = std::sqrt(n);
    return k[0] + k[1] / step + k[2] / n + k[3] / (n * step);
}

double middle_cdf(std::uint64_t size, double distance) {
    const auto n = static_cast<double>(size);
    const double squared = n * distance * distance;
    if (squared >= 18) return 1;
    const bool exact = size <= small_size || (size <= large_size && n * std::pow(distance, 1.5) <= 1.4);
    return exact ? durbin_cdf(size, distance) : pelz_good_cdf(n, distance);
}

}  // namespace

double smirnov_survival(std::uint64_t size, double distance) {
    if (distance <= 0) return 1;
    if (distance >= 1) return 0;
    if (size > largest_summed) {
        const double n = static_cast<double>(size), shifted = 6 * n * distance + 1;
        return std::exp(-shifted * shifted / (18 * n));
    }
    // Logarithms near a million have few places left in a double.
    const auto n = static_cast<long double>(size), d = static_cast<long double>(distance);
    long double sum = 0;
    for (std::uint64_t i = 0; i <= size; ++i) {
        const auto j = static_cast<long double>(i);
        const long double above = 1 - d - j / n;
        if (above <= 0) break;
        const long double log_choose = log_gamma(n + 1) - log_gamma(j + 1) - log_gamma(n - j + 1);
        sum += std::exp(log_choose + (j - 1) * std::log(d + j / n) + (n - j) * std::log(above));
    }
    return static_cast<double>(sum * d);
}

double kolmogorov_survival(std::uint64_t size, double distance) {
    const auto n = static_cast<double>(size);
    const double t = n * distance;
    if (size == 0 || t <= 0.5) return 1;
    if (distance >= 1) return 0;
    if (t <= 1) return std::clamp(1 - shortest_distances_cdf(n, t), 0.0, 1.0);
    if (t >= n - 1) return std::min(1.0, 2 * std::pow(1 - distance, n));
    const double squared = t * distance;
    // From half the way, no sample is as far off on both sides; further out, hardly any.
    if (squared >= 370 && size > small_size && distance < 0.5) return 0;
    if (distance >= 0.5 || squared >= (size <= small_size ? 4 : 2.2))
        return std::min(1.0, 2 * smirnov_survival(size, distance));
    return std::clamp(1 - middle_cdf(size, distance), 0.0, 1.0);
}

double kolmogorov_limit_survival(double z) {
    // Below, what is left to 1 is less than the last place of a number.
    if (z < 0.15) return 1;
    if (z < 1) {
        // The other form of the same theta function, which converges where z is small.
        double cdf = 0;
        for (int i = 1; i <= 9; i += 2) cdf += std::exp(-pi * pi * i * i / (8 * z * z));
        return 1 - cdf * std::sqrt(2 * pi) / z;
    }
    double sum = 0;
    for (int i = 6; i > 0; --i) sum = std::exp(-2 * z * z * (2.0 * i - 1)) * (1 - sum);
    return std::min(1.0, 2 * sum);
}

}  // namespace mlpipe
