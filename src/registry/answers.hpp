// What two answers have in common, and how long answers took.
#pragma once
#include <vector>

#include "mlpipe/base/value.hpp"
#include "mlpipe/model/shadow.hpp"

namespace mlpipe::registry {

// Numbers may differ by `tolerance`, or by that share of the larger one; 1 and 1.0 are the same. Everything else
// must be equal.
bool same_answer(const Value& left, const Value& right, double tolerance);

// Of at least one time.
AnswerTimes answer_times(std::vector<double> seconds);

// What is beyond its limit, in words.
std::vector<std::string> beyond_limits(const ShadowReport& report, const ShadowLimits& limits);

}  // namespace mlpipe::registry
