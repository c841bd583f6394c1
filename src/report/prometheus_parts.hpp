// What the measurements of runs and of single commands share.
#pragma once
#include <cstdint>

#include "mlpipe/model/data_check.hpp"
#include "mlpipe/report/metric_families.hpp"

namespace mlpipe {

inline double timestamp_seconds(std::int64_t unix_ns) {
    return static_cast<double>(unix_ns) / 1e9;
}

void add_check(MetricFamilies& families, const MetricLabels& labels, const CheckResult& check);

}  // namespace mlpipe
