#include "mlpipe/model/data_check.hpp"

#include <algorithm>

#include "json_fields.hpp"

namespace mlpipe {
namespace {

using namespace json_fields;

GateVerdict verdict_of(const Value& map) {
    const auto verdict = parse_gate_verdict(text(map, "verdict"));
    if (!verdict) damaged("verdict", "is none that this mlpipe knows");
    return *verdict;
}

Value to_value(const RuleResult& result) {
    Value::Map map{{"column", text_or_null(result.column)},   {"rule", result.rule},
                   {"expected", text_value(result.expected)}, {"mostly", result.mostly},
                   {"verdict", to_string(result.verdict)},    {"judged", count_value(result.judged)},
                   {"failed", count_value(result.failed)}};
    if (!result.lines.empty()) {
        Value::List lines;
        for (const std::uint64_t line : result.lines) lines.push_back(count_value(line));
        map.emplace_back("lines", std::move(lines));
    }
    if (!result.values.empty()) {
        Value::List values;
        for (const std::string& value : result.values) values.push_back(text_value(value));
        map.emplace_back("values", std::move(values));
    }
    if (!result.found.empty()) {
        Value::Map found;
        for (const auto& [kind, cells] : result.found) found.emplace_back(kind, count_value(cells));
        map.emplace_back("found", std::move(found));
    }
    if (!result.reason.empty()) map.emplace_back("reason", text_value(result.reason));
    return map;
}

RuleResult parse_rule_result(const Value& value) {
    RuleResult result;
    result.column = text_or_empty(value, "column");
    result.rule = text(value, "rule");
    result.expected = text_or_empty(value, "expected");
    result.mostly = number(value, "mostly");
    result.verdict = verdict_of(value);
    result.judged = count(value, "judged");
    result.failed = count(value, "failed");
    for (const Value& line : list(value, "lines")) {
        const auto number = line.as_integer() ? line.as_integer()->to_int64() : std::nullopt;
        if (!number || *number < 0) damaged("lines", "holds what is no line");
        result.lines.push_back(static_cast<std::uint64_t>(*number));
    }
    for (const Value& text : list(value, "values")) result.values.push_back(item_text(text, "values"));
    if (const Value* found = value.find("found"); found && found->as_map())
        for (const auto& [kind, cells] : *found->as_map())
            result.found.emplace_back(kind, count(*found, kind));
    result.reason = text_or_empty(value, "reason");
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
                      {"rows", count_value(result.rows)},
                      {"columns", count_value(result.columns)},
                      {"verdict", to_string(result.verdict)},
                      {"reason", text_or_null(result.reason)},
                      {"judged", count_value(result.judged)},
                      {"rules", std::move(rules)}};
}

CheckResult parse_check_result(const Value& value) {
    CheckResult result;
    result.stage = text_or_empty(value, "stage");
    result.data = text(value, "data");
    result.schema = text_or_empty(value, "schema");
    result.rows = count(value, "rows");
    result.columns = count(value, "columns");
    result.verdict = verdict_of(value);
    result.reason = text_or_empty(value, "reason");
    result.judged = count(value, "judged");
    for (const Value& rule : list(value, "rules")) result.rules.push_back(parse_rule_result(rule));
    return result;
}

}  // namespace mlpipe
