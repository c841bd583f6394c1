#include "durbin_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace mlpipe {
namespace {

// Numbers of any magnitude: entries times two to the power of `exponent`.
struct ScaledMatrix {
    explicit ScaledMatrix(std::size_t size_) : size(size_), entries(size_ * size_) {}
    double& at(std::size_t row, std::size_t column) { return entries[row * size + column]; }
    double at(std::size_t row, std::size_t column) const { return entries[row * size + column]; }

    std::size_t size;
    std::vector<double> entries;
    int exponent = 0;
};

// Keeps the entry in the middle, which is the greatest kind, within the range of numbers.
void rescale(ScaledMatrix& matrix) {
    int shift = 0;
    std::frexp(matrix.at(matrix.size / 2, matrix.size / 2), &shift);
    for (double& entry : matrix.entries) entry = std::ldexp(entry, -shift);
    matrix.exponent += shift;
}

ScaledMatrix product(const ScaledMatrix& left, const ScaledMatrix& right) {
    ScaledMatrix result(left.size);
    for (std::size_t row = 0; row < left.size; ++row)
        for (std::size_t k = 0; k < left.size; ++k) {
            const double factor = left.at(row, k);
            if (factor == 0) continue;
            for (std::size_t column = 0; column < left.size; ++column)
                result.at(row, column) += factor * right.at(k, column);
        }
    result.exponent = left.exponent + right.exponent;
    rescale(result);
    return result;
}

// The matrix of Marsaglia, Tsang and Wang (Evaluating Kolmogorov's Distribution, Journal of Statistical Software 8(18), 2003),
// who write the distance as (k - h) / n with 0 <= h < 1. All entries are positive, so that nothing cancels.
ScaledMatrix transition_matrix(std::size_t k, double h) {
    const std::size_t size = 2 * k - 1;
    ScaledMatrix matrix(size);
    std::vector<double> inverse_factorial(size + 1, 1.0);
    for (std::size_t i = 1; i <= size; ++i)
        inverse_factorial[i] = inverse_factorial[i - 1] / static_cast<double>(i);
    for (std::size_t row = 0; row < size; ++row)
        for (std::size_t column = 0; column <= std::min(row + 1, size - 1); ++column)
            matrix.at(row, column) = inverse_factorial[row + 1 - column];
    for (std::size_t i = 0; i < size; ++i) {
        const double edge = (1 - std::pow(h, static_cast<double>(i + 1))) * inverse_factorial[i + 1];
        matrix.at(i, 0) = edge;
        matrix.at(size - 1, size - 1 - i) = edge;
    }
    const auto power = static_cast<double>(size);
    const double beyond = h > 0.5 ? std::pow(2 * h - 1, power) : 0;
    matrix.at(size - 1, 0) = (1 - 2 * std::pow(h, power) + beyond) * inverse_factorial[size];
    return matrix;
}

ScaledMatrix power_of(ScaledMatrix base, std::uint64_t exponent) {
    ScaledMatrix result(base.size);
    for (std::size_t i = 0; i < base.size; ++i) result.at(i, i) = 1;
    for (; exponent > 0; exponent /= 2) {
        if (exponent % 2 == 1) result = product(result, base);
        if (exponent > 1) base = product(base, base);
    }
    return result;
}

}  // namespace

double durbin_cdf(std::uint64_t size, double distance) {
    const auto n = static_cast<double>(size);
    const double t = n * distance, above = std::ceil(t);
    const auto k = static_cast<std::size_t>(above);
    const ScaledMatrix power = power_of(transition_matrix(k, above - t), size);
    // Times n! / n^n, factor by factor.
    double p = power.at(k - 1, k - 1);
    int exponent = power.exponent;
    for (std::uint64_t i = 1; i <= size; ++i) {
        int shift = 0;
        p = std::frexp(p * static_cast<double>(i) / n, &shift);
        exponent += shift;
    }
    return std::ldexp(p, exponent);
}

}  // namespace mlpipe
