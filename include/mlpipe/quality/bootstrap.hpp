// How far a difference between two paired samples may be chance: the percentile interval of the paired bootstrap
// (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). Examples are drawn with replacement,
// candidate and baseline always together, with a fixed seed: the same numbers give the same interval everywhere.
// Pure; any thread.
#pragma once
#include <vector>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/model/gate.hpp"

namespace mlpipe {

// One value an example, fold or seed; both of the same length, at least two. Of mean(baseline) - mean(candidate).
struct PairedValues {
    std::vector<double> candidate, baseline;
};
// One score an example, and whether it belongs to the positive class. Of AUC(baseline) - AUC(candidate).
struct PairedScores {
    std::vector<bool> positive;
    std::vector<double> candidate, baseline;
};

GateInterval drop_interval(const PairedValues& values, double confidence, const StopPoint& stop = {});
// Samples without both classes have no AUC and are drawn again. Throws Error(failed) where there is only one class.
GateInterval drop_interval(const PairedScores& scores, double confidence, const StopPoint& stop = {});

double mean(const std::vector<double>& values);
// Area under the ROC curve: how often a positive example scores above a negative one, ties counting half.
double area_under_curve(const std::vector<bool>& positive, const std::vector<double>& scores);

}  // namespace mlpipe
