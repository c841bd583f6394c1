// How two releases answered the same requests. Plain values and their JSON. Times are seconds.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/value.hpp"

namespace mlpipe {

// Of one release, from the request to the end of its answer; percentiles by the nearest rank.
struct AnswerTimes {
    double p50_s = 0, p99_s = 0;
};

struct ShadowLimits {
    std::optional<double> disagreement;  // share of the requests, 0 to 1
    std::optional<double> p99_ratio;     // the candidate's p99 by that of production
    std::optional<double> p99_s;         // the candidate's
};

struct ShadowReport {
    std::uint64_t requests = 0;
    std::uint64_t different = 0;                 // answers
    std::vector<std::uint64_t> first_different;  // lines of the requests' file, from 1; the first few
    AnswerTimes candidate, production;
    std::vector<std::string> failed;  // what is beyond its limit, in words
    double disagreement() const;
};

Value to_value(const ShadowReport& report);

}  // namespace mlpipe
