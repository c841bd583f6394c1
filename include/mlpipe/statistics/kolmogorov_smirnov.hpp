// The two-sample test of Kolmogorov and Smirnov: the greatest distance between the empirical distribution functions of
// two samples, and how likely as great a one is where both come from one distribution. Two-sided. Pure; any thread.
#pragma once
#include <cstdint>
#include <span>

namespace mlpipe {

// sup |F_reference(x) - F_current(x)|, between 0 and 1. Both ascending, without NaN, not empty. One pass.
double ks_statistic(std::span<const double> reference, std::span<const double> current);

enum class KsMethod {
    // Counts the paths of a lattice that leave a band (Hodges, The Significance Probability of the Smirnov Two-Sample
    // Test, Arkiv för Matematik 3, 1958). Takes time in proportion to the product of both sizes; right for samples
    // without ties, and on the safe side with them.
    exact,
    // The distribution of the one-sample statistic for nm / (n + m) values, to the nearest whole number.
    asymptotic,
    // As SciPy's ks_2samp: exact while neither sample has more than 10,000 values.
    automatic,
};

double ks_p_value(double statistic, std::uint64_t reference_size, std::uint64_t current_size,
                  KsMethod method);

// From the limiting distribution, brought near to that of finite samples (Stephens, Use of the Kolmogorov-Smirnov,
// Cramér-von Mises and Related Statistics Without Extensive Tables, JRSS B 32, 1970): a few terms, whatever the sizes.
double ks_limit_p_value(double statistic, std::uint64_t reference_size, std::uint64_t current_size);

}  // namespace mlpipe
