// How far two distributions over the same bins lie apart. Natural logarithms. Each span has one share a bin, both in the
// same order and of the same length. Pure; any thread.
#pragma once
#include <span>
#include <vector>

namespace mlpipe {

// Sum of (p - q) ln(p / q), the population stability index (Siddiqi, Credit Risk Scorecards, 2006), which is Jeffreys'
// divergence (1946). All shares greater than zero.
double population_stability_index(std::span<const double> reference, std::span<const double> current);

// Sum of p ln(p / q) with both brought to a sum of 1 (Kullback and Leibler 1951): infinite where q is zero and p is not.
double kullback_leibler(std::span<const double> reference, std::span<const double> current);

// The square root of the Jensen-Shannon divergence (Lin, IEEE Transactions on Information Theory 37, 1991), which is a
// metric (Endres and Schindelin 2003): between 0 and sqrt(ln 2). Both are brought to a sum of 1.
double jensen_shannon_distance(std::span<const double> reference, std::span<const double> current);

}  // namespace mlpipe
