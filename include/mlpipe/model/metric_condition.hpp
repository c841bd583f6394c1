// A condition on a metric as it is typed: 'auc>0.8', 'metrics/eval.json:loss <= 0.1'.
#pragma once
#include <string>
#include <string_view>

namespace mlpipe {

struct MetricCondition {
    enum class Comparison { less, less_or_equal, greater, greater_or_equal, equal, not_equal };
    std::string address;  // [file:]a.b
    Comparison comparison = Comparison::equal;
    double value = 0;
    bool holds(double metric) const;
};

// < <= > >= == !=, with or without blanks around. Throws Error(usage) for anything else.
MetricCondition parse_metric_condition(std::string_view text);

}  // namespace mlpipe
