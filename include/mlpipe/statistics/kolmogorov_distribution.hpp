// Distributions of Kolmogorov's statistic: the greatest distance between the empirical distribution function of one
// sample and the function that it was drawn from. Pure; any thread.
#pragma once
#include <cstdint>

namespace mlpipe {

// P(D_n >= distance), two-sided, by the formulas and in the ranges of Simard and L'Ecuyer (Computing the Two-Sided
// Kolmogorov-Smirnov Distribution, Journal of Statistical Software 39(11), 2011), as SciPy's kstwo.
double kolmogorov_survival(std::uint64_t size, double distance);

// P(D_n+ >= distance), one-sided (Birnbaum and Tingey, Annals of Mathematical Statistics 22, 1951), with time in
// proportion to the size; above a million, after Maag and Dicaire (Biometrika 58, 1971).
double smirnov_survival(std::uint64_t size, double distance);

// P(K > z), where sqrt(n) D_n tends to for large n (Kolmogorov 1933).
double kolmogorov_limit_survival(double z);

}  // namespace mlpipe
