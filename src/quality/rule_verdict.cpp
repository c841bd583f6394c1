#include "rule_verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "mlpipe/base/text.hpp"
#include "mlpipe/base/utf8.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t most_lines_named = 3;
constexpr const char* hidden = "(personal data)";

GateVerdict failing(GateSeverity severity) {
    return severity == GateSeverity::warn ? GateVerdict::warn : GateVerdict::fail;
}

// "1.2 %", of what is not zero never "0 %".
std::string percent(std::uint64_t part, std::uint64_t whole) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2g", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
    return text::format_number(std::strtod(text, nullptr)) + " %";
}

std::string lines_text(const RuleTally& tally) {
    if (tally.lines.empty()) return {};
    std::string text = tally.lines.size() == 1 ? "; line" : "; lines";
    for (std::size_t i = 0; i < tally.lines.size() && i < most_lines_named; ++i)
        text += (i == 0 ? " " : ", ") + std::to_string(tally.lines[i]);
    return text + (tally.failed > most_lines_named ? ", ..." : "");
}

// What the rows that failed are.
std::string failure_text(const SchemaRule& rule, ColumnType type) {
    switch (rule.kind) {
        case RuleKind::uneven_rows:
            return "with more or fewer cells than columns";
        case RuleKind::duplicates:
            return "that were there before";
        case RuleKind::unique:
            return "with a value that was there before";
        case RuleKind::type:
            return std::string("of another type than ") + to_string(type);
        case RuleKind::nulls:
            return "missing";
        case RuleKind::min:
            return "below " + rule.text;
        case RuleKind::max:
            return "above " + rule.text;
        case RuleKind::values:
            return "with another value";
        case RuleKind::matches:
            return "of another form";
        case RuleKind::increasing:
            return rule.strict ? "not greater than the one before" : "less than the one before";
        case RuleKind::shared_rows:
        case RuleKind::shared_keys:
            return "that are in " + printable(rule.text) + " too";
        case RuleKind::time_overlap:
            return "not later than all of " + printable(rule.text);
        default:
            return "that fail";
    }
}

RuleResult begin(const SchemaRule& rule, const ColumnSchema* column) {
    RuleResult result;
    result.column = column ? column->name : "";
    result.rule = to_string(rule.kind);
    result.expected = rule_text(rule, column ? column->type : ColumnType::any);
    result.mostly = rule.mostly;
    return result;
}

}  // namespace

RuleResult rule_result(const SchemaRule& rule, const ColumnSchema* column, RuleTally tally) {
    RuleResult result = begin(rule, column);
    result.judged = tally.judged;
    result.failed = tally.failed;
    if (!holds(result)) {
        result.verdict = failing(rule.severity);
        result.reason = std::to_string(tally.failed) + " of " + text::plural(tally.judged, "row") + " (" +
                        percent(tally.failed, tally.judged) + ") " +
                        failure_text(rule, column ? column->type : ColumnType::any) + lines_text(tally);
    }
    result.lines = std::move(tally.lines);
    for (std::string& value : tally.values)
        result.values.push_back(is_personal(value) ? hidden : std::move(value));
    return result;
}

RuleResult rule_result(const SchemaRule& rule, const ColumnSchema* column, const std::string& reason) {
    RuleResult result = begin(rule, column);
    result.reason = reason;
    if (!reason.empty()) result.verdict = failing(rule.severity);
    return result;
}

RuleResult personal_data_result(const SchemaRule& rule, const std::string& column,
                                const PersonalDataCounts& counts) {
    RuleResult result = begin(rule, nullptr);
    result.column = column;
    result.judged = counts.cells();
    result.found = counts.found();
    for (const auto& [kind, count] : result.found) {
        std::string words = kind;
        std::replace(words.begin(), words.end(), '_', ' ');
        result.failed = std::max(result.failed, count);
        result.reason += (result.reason.empty() ? "" : ", ") + words + " in " + text::plural(count, "cell");
    }
    if (!result.found.empty()) result.verdict = failing(rule.severity);
    return result;
}

void conclude(CheckResult& result) {
    result.judged = result.rules.size();
    std::size_t failed = 0;
    const RuleResult* first = nullptr;
    for (const RuleResult& rule : result.rules) {
        if (rule.verdict == GateVerdict::pass) continue;
        ++failed;
        // Of the worst kind.
        if (!first || (first->verdict == GateVerdict::warn && rule.verdict != GateVerdict::warn))
            first = &rule;
    }
    if (!first) return;
    result.verdict = first->verdict;
    if (failed > 1)
        result.reason = std::to_string(failed) + " of " + text::plural(result.judged, "rule") +
                        " do not hold, the first: ";
    result.reason +=
        first->column.empty() ? first->rule : "column '" + printable(first->column) + "', " + first->rule;
    result.reason += ": " + first->reason;
}

}  // namespace mlpipe
