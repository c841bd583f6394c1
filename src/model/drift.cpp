#include "mlpipe/model/drift.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "words.hpp"

namespace mlpipe {
namespace {

constexpr Words<DriftVerdict, 3> verdicts{
    {{DriftVerdict::ok, "ok"}, {DriftVerdict::warn, "warn"}, {DriftVerdict::drift, "drift"}}};
constexpr Words<DriftPreset, 2> presets{
    {{DriftPreset::robust, "robust"}, {DriftPreset::evidently, "evidently"}}};
constexpr Words<DriftMethod, 10> methods{{{DriftMethod::none, "none"},
                                          {DriftMethod::ks, "ks"},
                                          {DriftMethod::ks_statistic, "ks_statistic"},
                                          {DriftMethod::wasserstein, "wasserstein"},
                                          {DriftMethod::psi, "psi"},
                                          {DriftMethod::jensenshannon, "jensenshannon"},
                                          {DriftMethod::kl_div, "kl_div"},
                                          {DriftMethod::chisquare, "chisquare"},
                                          {DriftMethod::z, "z"},
                                          {DriftMethod::cramers_v, "cramers_v"}}};
constexpr Words<DriftType, 5> types{{{DriftType::numerical, "numerical"},
                                     {DriftType::categorical, "categorical"},
                                     {DriftType::text, "text"},
                                     {DriftType::datetime, "datetime"},
                                     {DriftType::unknown, "unknown"}}};
constexpr Words<ColumnRole, 3> roles{{{ColumnRole::feature, "feature"},
                                      {ColumnRole::target, "target"},
                                      {ColumnRole::prediction, "prediction"}}};

double times_beyond(DriftMethod method, const std::optional<double>& score,
                    const std::optional<double>& threshold) {
    if (!score || !threshold) return 0;
    const double least = std::numeric_limits<double>::min();
    return is_p_value(method) ? *threshold / std::max(*score, least) : *score / std::max(*threshold, least);
}

double times_beyond(const ColumnDrift& column) {
    return std::max(times_beyond(column.method, column.score, column.threshold),
                    times_beyond(DriftMethod::none, column.missing.score, column.missing.threshold));
}

}  // namespace

const char* to_string(DriftVerdict verdict) {
    return word_of(verdicts, verdict);
}
const char* to_string(DriftPreset preset) {
    return word_of(presets, preset);
}
const char* to_string(DriftMethod method) {
    return word_of(methods, method);
}
const char* to_string(DriftType type) {
    return word_of(types, type);
}
const char* to_string(ColumnRole role) {
    return word_of(roles, role);
}
std::optional<DriftVerdict> parse_drift_verdict(std::string_view text) {
    return find_word(verdicts, text);
}
std::optional<DriftPreset> parse_drift_preset(std::string_view text) {
    return find_word(presets, text);
}
std::optional<DriftMethod> parse_drift_method(std::string_view text) {
    return find_word(methods, text);
}
std::optional<DriftType> parse_drift_type(std::string_view text) {
    return find_word(types, text);
}
std::optional<ColumnRole> parse_column_role(std::string_view text) {
    return find_word(roles, text);
}

bool is_p_value(DriftMethod method) {
    return method == DriftMethod::ks || method == DriftMethod::chisquare || method == DriftMethod::z;
}

std::vector<std::size_t> worst_first(const DriftResult& result) {
    std::vector<std::size_t> order(result.columns.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        const ColumnDrift &one = result.columns[left], &other = result.columns[right];
        if (one.verdict != other.verdict) return one.verdict > other.verdict;
        return times_beyond(one) > times_beyond(other);
    });
    return order;
}

}  // namespace mlpipe
