#include "mlpipe/model/gate.hpp"

#include "json_fields.hpp"
#include "words.hpp"

namespace mlpipe {
namespace {

constexpr Words<GateRule, 6> rules{{{GateRule::min, "min"},
                                    {GateRule::max, "max"},
                                    {GateRule::equals, "equals"},
                                    {GateRule::max_drop, "max_drop"},
                                    {GateRule::max_relative_drop, "max_relative_drop"},
                                    {GateRule::min_gain, "min_gain"}}};
constexpr Words<GateSeverity, 2> severities{{{GateSeverity::error, "error"}, {GateSeverity::warn, "warn"}}};
constexpr Words<OnIncomparable, 3> incomparables{
    {{OnIncomparable::fail, "fail"}, {OnIncomparable::warn, "warn"}, {OnIncomparable::evaluate, "evaluate"}}};
constexpr Words<GateVerdict, 4> verdicts{{{GateVerdict::pass, "pass"},
                                          {GateVerdict::warn, "warn"},
                                          {GateVerdict::fail, "fail"},
                                          {GateVerdict::undecided, "undecided"}}};

Value to_value(const GateBaseline& baseline) {
    Value::Map map{{"name", json_fields::text_or_null(baseline.name)},
                   {"version", json_fields::text_or_null(baseline.version)},
                   {"run", json_fields::text_or_null(baseline.run)},
                   {"commit", json_fields::text_or_null(baseline.commit)},
                   {"value", json_fields::number_or_null(baseline.value)}};
    if (baseline.evaluated) map.emplace_back("evaluated", true);
    return map;
}

GateBaseline parse_gate_baseline(const Value& value) {
    GateBaseline baseline;
    baseline.name = json_fields::text_or_empty(value, "name");
    baseline.version = json_fields::text_or_empty(value, "version");
    baseline.run = json_fields::text_or_empty(value, "run");
    baseline.commit = json_fields::text_or_empty(value, "commit");
    baseline.value = json_fields::optional_number(value, "value");
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
    Value::Map map{{"stage", json_fields::text_or_null(result.stage)},
                   {"metric", json_fields::text_or_null(result.metric)},
                   {"value", json_fields::number_or_null(result.value)},
                   {"rule", to_string(result.rule)},
                   {"threshold", json_fields::number_or_null(result.threshold)},
                   {"baseline", result.baseline ? to_value(*result.baseline) : Value()}};
    if (const auto& interval = result.interval)
        map.emplace_back("interval", Value::Map{{"confidence", interval->confidence},
                                                {"low", interval->low},
                                                {"high", interval->high}});
    map.emplace_back("verdict", to_string(result.verdict));
    map.emplace_back("reason", json_fields::text_or_null(result.reason));
    if (!result.asked_by.empty()) map.emplace_back("asked_by", result.asked_by);
    return map;
}

GateResult parse_gate_result(const Value& value) {
    GateResult result;
    result.stage = json_fields::text_or_empty(value, "stage");
    result.metric = json_fields::text_or_empty(value, "metric");
    result.value = json_fields::optional_number(value, "value");
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
    result.reason = json_fields::text_or_empty(value, "reason");
    result.asked_by = json_fields::text_or_empty(value, "asked_by");
    return result;
}

}  // namespace mlpipe
