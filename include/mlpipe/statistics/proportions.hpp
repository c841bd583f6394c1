// Counts over the same categories in two samples: whether a difference may be chance, and how large it is. Each span has
// one count a category, both in the same order and of the same length. Pure; any thread.
#pragma once
#include <cstdint>
#include <span>

namespace mlpipe {

// P(X >= statistic) for the chi-square distribution: a finite sum of positive terms for whole degrees of freedom
// (Abramowitz and Stegun, 26.4.4 and 26.4.5). degrees > 0.
double chi_square_survival(double statistic, std::uint64_t degrees);

// Pearson's goodness of fit (1900) of `observed` to the shares of `expected`: the p-value with one degree of freedom less
// than there are categories. 0 where something was observed that was not expected at all.
double chi_square_fit_p_value(std::span<const std::uint64_t> expected,
                              std::span<const std::uint64_t> observed);

// Pearson's test that both samples have the same shares: unlike the fit, it takes neither of them for certain. The
// p-value; categories that neither has do not count. 1 where fewer than two are left.
double chi_square_homogeneity_p_value(std::span<const std::uint64_t> reference,
                                      std::span<const std::uint64_t> current);

// How many of how many.
struct Proportion {
    std::uint64_t count = 0, of = 0;
};

// The statistic of the Z test for two proportions with a pooled variance. 0 where all or none have it in both.
double two_proportion_z(Proportion reference, Proportion current);
double normal_two_sided_p_value(double z);

// Cramér's V as it would be with samples of equal size, less what chance adds to it: sqrt(max(0, sum of
// (p - q)² / (2 (p + q)) - (k - 1) (1/n + 1/m) / 4)), between 0 (the same shares) and 1 (no category in common). For equal
// sizes the correction is that of Bergsma (A Bias-Correction for Cramér's V and Tschuprow's T, Journal of the Korean
// Statistical Society 42, 2013). Cohen (1988) calls 0.1 small, 0.3 medium and 0.5 large. Neither sample is empty.
double cramers_v(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current);

}  // namespace mlpipe
