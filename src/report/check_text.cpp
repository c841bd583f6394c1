#include "mlpipe/report/check_text.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/gate_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

std::string share_text(const RuleResult& rule) {
    if (rule.judged == 0 || rule.failed == 0) return "";
    const double share = 100 * static_cast<double>(rule.failed) / static_cast<double>(rule.judged);
    return number_text(share < 0.1 ? share : std::round(share * 10) / 10) + " %";
}

std::string lines_text(const RuleResult& rule) {
    std::string text;
    for (const std::uint64_t line : rule.lines) text += (text.empty() ? "" : ", ") + std::to_string(line);
    return text + (rule.failed > rule.lines.size() && !rule.lines.empty() ? ", ..." : "");
}

std::string values_text(const RuleResult& rule) {
    std::string text;
    for (const std::string& value : rule.values) text += (text.empty() ? "" : ", ") + value;
    return text;
}

std::string rule_counts_text(const CheckResult& result) {
    std::vector<GateVerdict> verdicts;
    for (const RuleResult& rule : result.rules) verdicts.push_back(rule.verdict);
    // A run's record leaves out what holds.
    verdicts.resize(std::max<std::size_t>(verdicts.size(), result.judged), GateVerdict::pass);
    return verdict_counts_text(verdicts);
}

Table rule_table(const CheckResult& result, bool all) {
    const bool values = std::any_of(result.rules.begin(), result.rules.end(),
                                    [](const RuleResult& rule) { return !rule.values.empty(); });
    std::vector<TableColumn> columns{{"verdict", Align::left, false}, {"column", Align::left, true},
                                     {"rule", Align::left, false},    {"expected", Align::left, true},
                                     {"failed", Align::right, false}, {"share", Align::right, false},
                                     {"lines", Align::left, true}};
    if (values) columns.push_back({"values", Align::left, true});
    Table table(std::move(columns));
    for (const RuleResult& rule : result.rules) {
        if (!all && rule.verdict == GateVerdict::pass) continue;
        // Of what is not counted in rows, the reason says it.
        const bool counted = rule.failed > 0 && rule.found.empty();
        std::vector<TableCell> cells{TableCell(to_string(rule.verdict), tone_of(rule.verdict)),
                                     TableCell(rule.column),
                                     TableCell(rule.rule),
                                     TableCell(rule.expected),
                                     TableCell(counted ? std::to_string(rule.failed) : ""),
                                     TableCell(counted ? share_text(rule) : ""),
                                     TableCell(counted ? lines_text(rule) : rule.reason)};
        if (values) cells.emplace_back(values_text(rule));
        table.add(std::move(cells));
    }
    return table;
}

}  // namespace

Table check_table_of(const std::vector<CheckResult>& results) {
    Table table({{"verdict", Align::left, false},
                 {"stage", Align::left, true},
                 {"data", Align::left, true},
                 {"rows", Align::right, false},
                 {"rules", Align::right, false},
                 {"reason", Align::left, true}});
    for (const CheckResult& result : results)
        table.add({TableCell(to_string(result.verdict), tone_of(result.verdict)), TableCell(result.stage),
                   TableCell(result.data), TableCell(std::to_string(result.rows)),
                   TableCell(std::to_string(result.judged)), TableCell(result.reason)});
    return table;
}

std::string checks_text(const std::vector<CheckResult>& results, const TextStyle& style) {
    return check_table_of(results).text(style);
}

std::string check_text(const CheckResult& result, bool all, const TextStyle& style) {
    if (result.judged == 0 && !result.reason.empty())
        return toned(to_string(result.verdict), tone_of(result.verdict), style.colour) + ": " +
               printable(result.data) + ": " + printable(result.reason) + "\n";
    const Table table = rule_table(result, all);
    return (table.empty() ? "" : table.text(style) + "\n") + printable(result.data) + ": " +
           text::plural(result.rows, "row") + ", " + text::plural(result.columns, "column") + "; " +
           text::plural(result.judged, "rule") + ": " + rule_counts_text(result) + "\n";
}

std::string check_counts_text(const std::vector<CheckResult>& results) {
    std::vector<GateVerdict> verdicts;
    for (const CheckResult& result : results) verdicts.push_back(result.verdict);
    return verdict_counts_text(verdicts);
}

std::string check_heading(const CheckResult& result) {
    const char* how = result.verdict == GateVerdict::undecided ? " cannot be decided"
                      : result.verdict == GateVerdict::warn    ? " warns"
                                                               : " failed";
    return "check of " + printable(result.stage) + how;
}

}  // namespace mlpipe
