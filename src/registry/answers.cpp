#include "answers.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/base/text.hpp"

namespace mlpipe::registry {
namespace {

bool same_number(double left, double right, double tolerance) {
    if (left == right) return true;
    return std::abs(left - right) <= tolerance * std::max({1.0, std::abs(left), std::abs(right)});
}

double nearest_rank(const std::vector<double>& sorted, double share) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

bool same_answer(const Value& left, const Value& right, double tolerance) {
    const auto both = [&](const auto& inner) { return same_answer(inner.first, inner.second, tolerance); };
    if (const auto one = left.number(), other = right.number(); one && other)
        return same_number(*one, *other, tolerance);
    if (left.as_list() != nullptr && right.as_list() != nullptr) {
        const Value::List &ours = *left.as_list(), &theirs = *right.as_list();
        if (ours.size() != theirs.size()) return false;
        for (std::size_t i = 0; i < ours.size(); ++i)
            if (!both(std::pair<const Value&, const Value&>(ours[i], theirs[i]))) return false;
        return true;
    }
    if (left.as_map() != nullptr && right.as_map() != nullptr) {
        const Value::Map& ours = *left.as_map();
        if (ours.size() != right.as_map()->size()) return false;
        return std::all_of(ours.begin(), ours.end(), [&](const auto& entry) {
            const Value* other = right.find(entry.first);
            return other != nullptr && same_answer(entry.second, *other, tolerance);
        });
    }
    return left == right;
}

AnswerTimes answer_times(std::vector<double> seconds) {
    std::sort(seconds.begin(), seconds.end());
    return {nearest_rank(seconds, 0.5), nearest_rank(seconds, 0.99)};
}

std::vector<std::string> beyond_limits(const ShadowReport& report, const ShadowLimits& limits) {
    std::vector<std::string> failed;
    const auto check = [&](const std::optional<double>& limit, double value, const std::string& what) {
        if (limit && value > *limit)
            failed.push_back(what + " is " + text::format_number(value) + ", above " +
                             text::format_number(*limit));
    };
    check(limits.disagreement, report.disagreement(), "the share of requests that were answered differently");
    // Two answers that took no time at all are equally quick.
    if (report.production.p99_s > 0)
        check(limits.p99_ratio, report.candidate.p99_s / report.production.p99_s,
              "the candidate's p99 latency by that of what is live");
    check(limits.p99_s, report.candidate.p99_s, "the candidate's p99 latency in seconds");
    return failed;
}

}  // namespace mlpipe::registry
