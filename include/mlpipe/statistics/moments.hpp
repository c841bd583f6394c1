// Mean, spread and distance of samples. Pure; any thread.
#pragma once
#include <span>

namespace mlpipe {

// Of samples that are not empty.
double mean_of(std::span<const double> values);
double standard_deviation(std::span<const double> values);  // with the sample's size as the divisor

// The first Wasserstein distance: the area between both empirical distribution functions, in the unit of the values
// (Vaserstein 1969; for one dimension see Ramdas et al., On Wasserstein Two-Sample Testing, Entropy 19(2), 2017).
// Both ascending, finite, not empty. One pass.
double wasserstein_distance(std::span<const double> reference, std::span<const double> current);

}  // namespace mlpipe
