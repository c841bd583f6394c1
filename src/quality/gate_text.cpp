#include "gate_text.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "metric_matches.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "rounded.hpp"

namespace mlpipe {
namespace {

std::string amount(GateRule rule, double number) {
    return rule == GateRule::max_relative_drop ? percent(number) : rounded(number);
}

// Six digits, which is more than people compare; all of them where it takes these to tell it from the other.
std::string value_text(double value, double other) {
    std::array<char, 32> shorter{}, other_shorter{};
    std::snprintf(shorter.data(), shorter.size(), "%.6g", value);
    std::snprintf(other_shorter.data(), other_shorter.size(), "%.6g", other);
    const bool told_apart = value == other || std::string_view(shorter.data()) != other_shorter.data();
    return told_apart ? shorter.data() : text::format_number(value);
}

std::string head(const GateResult& result, double other) {
    return path::printable(metric_key(result.metric)) + " " + value_text(*result.value, other);
}

}  // namespace

std::string value_text(const GateResult& result) {
    return head(result, *result.value);
}

std::string baseline_label(const GateBaseline& baseline) {
    return path::printable(baseline.name + (baseline.version.empty() ? "" : " " + baseline.version));
}

std::string absolute_text(const GateResult& result, double tolerance, bool holds) {
    const char* sign = result.rule == GateRule::min   ? (holds ? " >= " : " < ")
                       : result.rule == GateRule::max ? (holds ? " <= " : " > ")
                                                      : (holds ? " == " : " != ");
    std::string text = head(result, result.threshold) + sign + value_text(result.threshold, *result.value);
    if (result.rule == GateRule::equals && tolerance > 0)
        text += " (tolerance " + text::format_number(tolerance) + ")";
    return text;
}

std::string comparison_text(const GateResult& result, MetricDirection direction, double drop, bool holds) {
    const GateRule rule = result.rule;
    const bool below = (drop > 0) == (direction == MetricDirection::higher);
    std::string text = head(result, *result.baseline->value) + " is ";
    text += drop == 0 ? "the same as" : amount(rule, std::abs(drop)) + (below ? " below" : " above");
    text += " " + baseline_label(*result.baseline) + " (" +
            value_text(*result.baseline->value, *result.value) + ")";
    const std::string threshold = amount(rule, result.threshold);
    if (rule == GateRule::min_gain)
        text += holds ? "" : ", and must be better by at least " + threshold;
    else if (drop > 0 || !holds)
        text += (holds ? ", and may be worse by " : ", more than ") + threshold;
    if (const auto& interval = result.interval)
        text += "; " + rounded(100 * interval->confidence) +
                " % interval of the drop: " + rounded(interval->low) + " to " + rounded(interval->high);
    return text;
}

}  // namespace mlpipe
