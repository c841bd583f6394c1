// Which of a stage's metrics a gate means: one, or all that a pattern fits. Lists of numbers are one metric, whose
// value is their mean.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

struct MetricMatch {
    std::string name;  // "file:a.b"
    std::vector<double> values;
    bool is_list = false;
    double value() const;
};

bool is_pattern(std::string_view address);
// In the order of `metrics`. `address`: as find_address takes it, or with `*` for any one part of the name. Throws
// Error(usage) where an address without `*` may be several.
std::vector<MetricMatch> find_metrics(const MetricValues& metrics, const std::string& address);
// "a.b" of "file:a.b": for messages.
std::string_view metric_key(std::string_view name);

}  // namespace mlpipe
