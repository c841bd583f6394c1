#include "mlpipe/model/data_check.hpp"

#include <algorithm>

#include "json_fields.hpp"
#include "mlpipe/base/utf8.hpp"

namespace mlpipe {
namespace {

Value text_value(const std::string& text) {
    return Value(is_utf8(text) ? text : printable(text));
}

Value text_or_null(const std::string& text) {
    return text.empty() ? Value() : text_value(text);
}

Value count(std::uint64_t number) {
    return Value(static_cast<std::int64_t>(number));
}

std::uint64_t count_of(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    const Integer* number = value ? value->as_integer() : nullptr;
    const auto small = number ? number->to_int64() : std::nullopt;
    if (!small || *small < 0) json_fields::damaged(name, "is no count");
    return static_cast<std::uint64_t>(*small);
}

std::string optional_text(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    return value && !value->is_null() ? json_fields::item_text(*value, name) : std::string();
}

GateVerdict verdict_of(const Value& map) {
    const auto verdict = parse_gate_verdict(json_fields::text(map, "verdict"));
    if (!verdict) json_fields::damaged("verdict", "is none that this mlpipe knows");
    return *verdict;
}

Value to_value(const RuleResult& result) {
    Value::Map map{{"column", text_or_null(result.column)},   {"rule", result.rule},
                   {"expected", text_value(result.expected)}, {"mostly", result.mostly},
                   {"verdict", to_string(result.verdict)},    {"judged", count(result.judged)},
                   {"failed", count(result.failed)}};
    if (!result.lines.empty()) {
        Value::List lines;
        for (const std::uint64_t line : result.lines) lines.push_back(count(line));
        map.emplace_back("lines", std::move(lines));
    }
    if (!result.values.empty()) {
        Value::List values;
        for (const std::string& value : result.values) values.push_back(text_value(value));
        map.emplace_back("values", std::move(values));
    }
    if (!result.found.empty()) {
        Value::Map found;
        for (const auto& [kind, cells] : result.found) found.emplace_back(kind, count(cells));
        map.emplace_back("found", std::move(found));
    }
    if (!result.reason.empty()) map.emplace_back("reason", text_value(result.reason));
    return map;
}

RuleResult parse_rule_result(const Value& value) {
    RuleResult result;
    result.column = optional_text(value, "column");
    result.rule = json_fields::text(value, "rule");
    result.expected = optional_text(value, "expected");
    result.mostly = json_fields::number(value, "mostly");
    result.verdict = verdict_of(value);
    result.judged = count_of(value, "judged");
    result.failed = count_of(value, "failed");
    for (const Value& line : json_fields::list(value, "lines")) {
        const auto number = line.as_integer() ? line.as_integer()->to_int64() : std::nullopt;
        if (!number || *number < 0) json_fields::damaged("lines", "holds what is no line");
        result.lines.push_back(static_cast<std::uint64_t>(*number));
    }
    for (const Value& text : json_fields::list(value, "values"))
        result.values.push_back(json_fields::item_text(text, "values"));
    if (const Value* found = value.find("found"); found && found->as_map())
        for (const auto& [kind, cells] : *found->as_map())
            result.found.emplace_back(kind, count_of(*found, kind));
    result.reason = optional_text(value, "reason");
    return result;
}

}  // namespace

bool holds(const RuleResult& result) {
    if (result.mostly == 1) return result.failed == 0;
    // Shares as people write them, 0.99, are no binary fractions.
    const double allowed = (1 - result.mostly) * static_cast<double>(result.judged);
    return static_cast<double>(result.failed) <= allowed + 1e-9 * static_cast<double>(result.judged);
}

bool blocks(const CheckResult& result) {
    return result.verdict == GateVerdict::fail || result.verdict == GateVerdict::undecided;
}

std::string blocking_reason(const std::vector<CheckResult>& results) {
    for (const CheckResult& result : results) {
        if (!blocks(result)) continue;
        const char* how = result.verdict == GateVerdict::fail ? " failed: " : " cannot be decided: ";
        return "check of " + result.stage + how + result.reason;
    }
    return "";
}

CheckResult without_passes(CheckResult result) {
    std::erase_if(result.rules, [](const RuleResult& rule) { return rule.verdict == GateVerdict::pass; });
    return result;
}

CheckResult as_warning(CheckResult result) {
    const auto soften = [](GateVerdict& verdict) {
        if (verdict != GateVerdict::pass) verdict = GateVerdict::warn;
    };
    soften(result.verdict);
    for (RuleResult& rule : result.rules) soften(rule.verdict);
    return result;
}

CheckResult undecided_check(const DataCheck& check, const std::string& stage, const std::string& reason) {
    CheckResult result;
    result.stage = stage;
    result.data = check.data;
    result.schema = check.schema_file;
    result.position = check.position;
    result.verdict = check.severity == GateSeverity::warn ? GateVerdict::warn : GateVerdict::undecided;
    result.reason = reason;
    return result;
}

Value to_value(const CheckResult& result) {
    Value::List rules;
    for (const RuleResult& rule : result.rules) rules.push_back(to_value(rule));
    return Value::Map{{"stage", text_or_null(result.stage)},
                      {"data", text_value(result.data)},
                      {"schema", text_or_null(result.schema)},
                      {"rows", count(result.rows)},
                      {"columns", count(result.columns)},
                      {"verdict", to_string(result.verdict)},
                      {"reason", text_or_null(result.reason)},
                      {"judged", count(result.judged)},
                      {"rules", std::move(rules)}};
}

CheckResult parse_check_result(const Value& value) {
    CheckResult result;
    result.stage = optional_text(value, "stage");
    result.data = json_fields::text(value, "data");
    result.schema = optional_text(value, "schema");
    result.rows = count_of(value, "rows");
    result.columns = count_of(value, "columns");
    result.verdict = verdict_of(value);
    result.reason = optional_text(value, "reason");
    result.judged = count_of(value, "judged");
    for (const Value& rule : json_fields::list(value, "rules"))
        result.rules.push_back(parse_rule_result(rule));
    return result;
}

}  // namespace mlpipe
