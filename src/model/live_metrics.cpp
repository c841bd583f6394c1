#include "mlpipe/model/live_metrics.hpp"

#include <cmath>

#include "json_fields.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

constexpr int live_metrics_version = 1;

// Steps are whole numbers almost always, and say so.
Value step_value(double step) {
    constexpr double most_exact = 9e15;
    if (std::trunc(step) == step && std::abs(step) < most_exact) return static_cast<std::int64_t>(step);
    return step;
}

std::pair<double, double> parse_point(const Value& value) {
    const Value::List* pair = value.as_list();
    const auto step = pair && pair->size() == 2 ? (*pair)[0].number() : std::nullopt;
    const auto measured = pair && pair->size() == 2 ? (*pair)[1].number() : std::nullopt;
    if (!step || !measured) damaged("points", "holds what is no step with its value");
    return {*step, *measured};
}

LiveMetric parse_metric(const Value& value) {
    LiveMetric metric;
    metric.stage = text(value, "stage");
    metric.attempt = static_cast<unsigned>(count(value, "attempt"));
    metric.name = text(value, "metric");
    metric.count = count(value, "count");
    for (const Value& point : list(value, "points")) metric.points.push_back(parse_point(point));
    return metric;
}

}  // namespace

Value to_value(const LiveMetrics& metrics) {
    Value::List items;
    for (const LiveMetric& metric : metrics) {
        Value::List points;
        for (const auto& [step, value] : metric.points)
            points.push_back(Value::List{step_value(step), value});
        items.push_back(Value::Map{{"stage", metric.stage},
                                   {"attempt", static_cast<std::int64_t>(metric.attempt)},
                                   {"metric", metric.name},
                                   {"count", static_cast<std::int64_t>(metric.count)},
                                   {"points", std::move(points)}});
    }
    return Value::Map{{"version", live_metrics_version}, {"metrics", std::move(items)}};
}

LiveMetrics parse_live_metrics(const Value& value) {
    if (count(value, "version") > live_metrics_version)
        throw Error(ErrorKind::damaged,
                    "live metrics were written by a newer mlpipe, in another version of the format");
    LiveMetrics metrics;
    for (const Value& item : list(value, "metrics")) metrics.push_back(parse_metric(item));
    return metrics;
}

}  // namespace mlpipe
