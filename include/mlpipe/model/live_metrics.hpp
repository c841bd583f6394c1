// What stages measured while they ran: values with their steps. Plain values, and the document that is kept of a
// run (docs/format.md).
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/base/value.hpp"

namespace mlpipe {

// Of one attempt of one stage.
struct LiveMetric {
    std::string stage;
    unsigned attempt = 1;
    std::string name;
    std::uint64_t count = 0;                        // values that were measured
    std::vector<std::pair<double, double>> points;  // step and value; of many not all, but the last
    bool operator==(const LiveMetric&) const = default;
};

using LiveMetrics = std::vector<LiveMetric>;

Value to_value(const LiveMetrics& metrics);
// Throws Error(damaged) when a field is missing or of the wrong type, and for the version of a newer mlpipe.
LiveMetrics parse_live_metrics(const Value& value);

}  // namespace mlpipe
