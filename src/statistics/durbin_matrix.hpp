// Durbin's exact distribution function of Kolmogorov's statistic.
#pragma once
#include <cstdint>

namespace mlpipe {

// P(D_n < distance), where 1 / n < distance < 1 - 1 / n. Time grows with the logarithm of the size and with the third power of
// size * distance.
double durbin_cdf(std::uint64_t size, double distance);

}  // namespace mlpipe
