#include "mlpipe/model/shadow.hpp"

namespace mlpipe {
namespace {

Value times_value(const AnswerTimes& times) {
    return Value::Map{{"p50_s", times.p50_s}, {"p99_s", times.p99_s}};
}

}  // namespace

double ShadowReport::disagreement() const {
    return requests == 0 ? 0 : static_cast<double>(different) / static_cast<double>(requests);
}

Value to_value(const ShadowReport& report) {
    Value::List lines, failed;
    for (const std::uint64_t line : report.first_different)
        lines.emplace_back(static_cast<std::int64_t>(line));
    for (const std::string& reason : report.failed) failed.emplace_back(reason);
    return Value::Map{{"requests", static_cast<std::int64_t>(report.requests)},
                      {"different", static_cast<std::int64_t>(report.different)},
                      {"disagreement", report.disagreement()},
                      {"first_different", std::move(lines)},
                      {"candidate", times_value(report.candidate)},
                      {"production", times_value(report.production)},
                      {"failed", std::move(failed)}};
}

}  // namespace mlpipe
