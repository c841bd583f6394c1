#include "mlpipe/model/metric_condition.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

using Comparison = MetricCondition::Comparison;

// The longer ones first: "<=" begins with "<".
constexpr std::array<std::pair<std::string_view, Comparison>, 6> signs = {{
    {"<=", Comparison::less_or_equal},
    {">=", Comparison::greater_or_equal},
    {"==", Comparison::equal},
    {"!=", Comparison::not_equal},
    {"<", Comparison::less},
    {">", Comparison::greater},
}};

[[noreturn]] void refuse(std::string_view text) {
    throw Error(ErrorKind::usage,
                "a condition on a metric looks like 'auc>0.8' (or with < <= >= == !=), not '" +
                    path::printable(text) + "'");
}

}  // namespace

bool MetricCondition::holds(double metric) const {
    switch (comparison) {
        case Comparison::less:
            return metric < value;
        case Comparison::less_or_equal:
            return metric <= value;
        case Comparison::greater:
            return metric > value;
        case Comparison::greater_or_equal:
            return metric >= value;
        case Comparison::equal:
            return metric == value;
        case Comparison::not_equal:
            break;
    }
    return metric != value;
}

MetricCondition parse_metric_condition(std::string_view text) {
    for (const auto& [sign, comparison] : signs) {
        const auto at = text.find(sign);
        if (at == std::string_view::npos) continue;
        MetricCondition condition;
        condition.address = text::trimmed(text.substr(0, at));
        condition.comparison = comparison;
        std::string_view number = text::trimmed(text.substr(at + sign.size()));
        if (number.starts_with('+')) number.remove_prefix(1);
        const char* const end = number.data() + number.size();
        const auto [stop, problem] = std::from_chars(number.data(), end, condition.value);
        if (condition.address.empty() || number.empty() || problem != std::errc() || stop != end)
            refuse(text);
        return condition;
    }
    refuse(text);
}

}  // namespace mlpipe
