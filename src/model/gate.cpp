#include "mlpipe/model/gate.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "json_fields.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

template <typename Word>
using Words = std::pair<Word, const char*>;

constexpr std::array<Words<GateRule>, 6> rules{{{GateRule::min, "min"},
                                                {GateRule::max, "max"},
                                                {GateRule::equals, "equals"},
                                                {GateRule::max_drop, "max_drop"},
                                                {GateRule::max_relative_drop, "max_relative_drop"},
                                                {GateRule::min_gain, "min_gain"}}};
constexpr std::array<Words<GateSeverity>, 2> severities{
    {{GateSeverity::error, "error"}, {GateSeverity::warn, "warn"}}};
constexpr std::array<Words<OnIncomparable>, 3> incomparables{
    {{OnIncomparable::fail, "fail"}, {OnIncomparable::warn, "warn"}, {OnIncomparable::evaluate, "evaluate"}}};
constexpr std::array<Words<GateVerdict>, 4> verdicts{{{GateVerdict::pass, "pass"},
                                                      {GateVerdict::warn, "warn"},
                                                      {GateVerdict::fail, "fail"},
                                                      {GateVerdict::undecided, "undecided"}}};

template <typename Table, typename Word>
const char* word_of(const Table& table, Word wanted) {
    for (const auto& [word, text] : table)
        if (word == wanted) return text;
    return table.front().second;
}

template <typename Table>
auto find_word(const Table& table, std::string_view wanted) -> std::optional<decltype(table.front().first)> {
    for (const auto& [word, text] : table)
        if (wanted == text) return word;
    return std::nullopt;
}

Value number_or_null(const std::optional<double>& number) {
    return number && std::isfinite(*number) ? Value(*number) : Value();
}

Value text_or_null(const std::string& text) {
    return text.empty() ? Value() : Value(path::is_utf8(text) ? text : path::printable(text));
}

std::optional<double> optional_number(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    if (!value || value->is_null()) return std::nullopt;
    return json_fields::number(map, name);
}

std::string optional_text(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    return value && !value->is_null() ? json_fields::item_text(*value, name) : std::string();
}

Value to_value(const GateBaseline& baseline) {
    Value::Map map{{"name", text_or_null(baseline.name)},
                   {"version", text_or_null(baseline.version)},
                   {"run", text_or_null(baseline.run)},
                   {"commit", text_or_null(baseline.commit)},
                   {"value", number_or_null(baseline.value)}};
    if (baseline.evaluated) map.emplace_back("evaluated", true);
    return map;
}

GateBaseline parse_gate_baseline(const Value& value) {
    GateBaseline baseline;
    baseline.name = optional_text(value, "name");
    baseline.version = optional_text(value, "version");
    baseline.run = optional_text(value, "run");
    baseline.commit = optional_text(value, "commit");
    baseline.value = optional_number(value, "value");
    baseline.evaluated = json_fields::flag_or(value, "evaluated", false);
    return baseline;
}

}  // namespace

const char* to_string(GateRule rule) {
    return word_of(rules, rule);
}
const char* to_string(GateSeverity severity) {
    return word_of(severities, severity);
}
const char* to_string(OnIncomparable what) {
    return word_of(incomparables, what);
}
const char* to_string(GateVerdict verdict) {
    return word_of(verdicts, verdict);
}
std::optional<GateRule> parse_gate_rule(std::string_view text) {
    return find_word(rules, text);
}
std::optional<GateSeverity> parse_gate_severity(std::string_view text) {
    return find_word(severities, text);
}
std::optional<OnIncomparable> parse_on_incomparable(std::string_view text) {
    return find_word(incomparables, text);
}
std::optional<GateVerdict> parse_gate_verdict(std::string_view text) {
    return find_word(verdicts, text);
}

bool compares(GateRule rule) {
    return rule == GateRule::max_drop || rule == GateRule::max_relative_drop || rule == GateRule::min_gain;
}

std::string gate_address(const Gate& gate) {
    if (gate.slice.empty()) return gate.metric;
    const std::size_t colon = gate.metric.find(':');
    const std::size_t name = colon == std::string::npos ? 0 : colon + 1;
    return gate.metric.substr(0, name) + gate.slice + "." + gate.metric.substr(name);
}

bool blocks(const GateResult& result) {
    return result.verdict == GateVerdict::fail || result.verdict == GateVerdict::undecided;
}

std::string blocking_reason(const std::vector<GateResult>& results) {
    for (const GateResult& result : results) {
        if (!blocks(result)) continue;
        const char* how = result.verdict == GateVerdict::fail ? " failed: " : " cannot be decided: ";
        return "gate of " + result.stage + how + result.reason;
    }
    return "";
}

Value to_value(const GateResult& result) {
    Value::Map map{{"stage", text_or_null(result.stage)},
                   {"metric", text_or_null(result.metric)},
                   {"value", number_or_null(result.value)},
                   {"rule", to_string(result.rule)},
                   {"threshold", number_or_null(result.threshold)},
                   {"baseline", result.baseline ? to_value(*result.baseline) : Value()}};
    if (const auto& interval = result.interval)
        map.emplace_back("interval", Value::Map{{"confidence", interval->confidence},
                                                {"low", interval->low},
                                                {"high", interval->high}});
    map.emplace_back("verdict", to_string(result.verdict));
    map.emplace_back("reason", text_or_null(result.reason));
    if (!result.asked_by.empty()) map.emplace_back("asked_by", result.asked_by);
    return map;
}

GateResult parse_gate_result(const Value& value) {
    GateResult result;
    result.stage = optional_text(value, "stage");
    result.metric = optional_text(value, "metric");
    result.value = optional_number(value, "value");
    const auto rule = parse_gate_rule(json_fields::text(value, "rule"));
    if (!rule) json_fields::damaged("rule", "is none that this mlpipe knows");
    result.rule = *rule;
    result.threshold = json_fields::number(value, "threshold");
    if (const Value* baseline = value.find("baseline"); baseline && !baseline->is_null())
        result.baseline = parse_gate_baseline(*baseline);
    if (const Value* interval = value.find("interval"))
        result.interval =
            GateInterval{json_fields::number(*interval, "confidence"), json_fields::number(*interval, "low"),
                         json_fields::number(*interval, "high")};
    const auto verdict = parse_gate_verdict(json_fields::text(value, "verdict"));
    if (!verdict) json_fields::damaged("verdict", "is none that this mlpipe knows");
    result.verdict = *verdict;
    result.reason = optional_text(value, "reason");
    result.asked_by = optional_text(value, "asked_by");
    return result;
}

}  // namespace mlpipe
