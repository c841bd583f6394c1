#include "mlpipe/report/drift_text.hpp"

#include <cmath>

#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

constexpr int digits = 4;

// Scores are estimates: more digits would say more than is known. Counts are not.
std::string short_number(const std::optional<double>& number) {
    if (!number) return "-";
    const bool is_count = std::trunc(*number) == *number;
    return is_count ? text::format_number(*number) : number_text_of(*number, digits);
}

std::string summary_text(const ColumnDrift& column) {
    return column.summary ? printable(column.summary->name) : "-";
}

TableCell verdict_cell(DriftVerdict verdict) {
    return {to_string(verdict), tone_of(verdict)};
}

std::string names_line(const char* what, const std::vector<std::string>& names) {
    return names.empty() ? std::string() : what + names_text(names) + "\n";
}

void add_findings(Table& table, const std::vector<DriftFinding>& findings) {
    for (const DriftFinding& finding : findings)
        table.add({verdict_cell(finding.verdict), TableCell(finding.name),
                   TableCell(short_number(finding.reference)), TableCell(short_number(finding.current)),
                   TableCell(short_number(finding.threshold)), TableCell(finding.reason)});
}

}  // namespace

Tone tone_of(DriftVerdict verdict) {
    switch (verdict) {
        case DriftVerdict::ok:
            return Tone::good;
        case DriftVerdict::warn:
            return Tone::caution;
        case DriftVerdict::drift:
            break;
    }
    return Tone::bad;
}

std::string drift_sentence(const DriftResult& result) {
    return std::string(result.drift ? "drift" : "no drift") +
           (result.reason.empty() ? "" : ": " + printable(result.reason));
}

Table drift_table(const DriftResult& result) {
    Table table({{"verdict", Align::left, false},
                 {"column", Align::left, true},
                 {"method", Align::left, false},
                 {"score", Align::right, false},
                 {"threshold", Align::right, false},
                 {"summary", Align::left, true},
                 {"reference", Align::right, false},
                 {"current", Align::right, false},
                 {"reason", Align::left, true}});
    for (const std::size_t place : worst_first(result)) {
        const ColumnDrift& column = result.columns[place];
        const auto value = [&](double BothTables<double>::*side) {
            return column.summary ? short_number(column.summary->value.*side) : std::string("-");
        };
        const std::string name =
            column.name +
            (column.role == ColumnRole::feature ? "" : std::string(" (") + to_string(column.role) + ")");
        table.add({verdict_cell(column.verdict), TableCell(name),
                   TableCell(column.method == DriftMethod::none ? "-" : to_string(column.method)),
                   TableCell(short_number(column.score)), TableCell(short_number(column.threshold)),
                   TableCell(summary_text(column)), TableCell(value(&BothTables<double>::reference)),
                   TableCell(value(&BothTables<double>::current)), TableCell(column.reason)});
    }
    return table;
}

Table drift_findings_table(const DriftResult& result) {
    Table table({{"verdict", Align::left, false},
                 {"what", Align::left, true},
                 {"reference", Align::right, false},
                 {"current", Align::right, false},
                 {"threshold", Align::right, false},
                 {"reason", Align::left, true}});
    add_findings(table, result.volume);
    add_findings(table, result.performance);
    return table;
}

std::string drift_text(const DriftResult& result, const TextStyle& style) {
    std::string text = toned(drift_sentence(result), result.drift ? Tone::bad : Tone::good, style.colour) +
                       "\n" + "rows: " + std::to_string(result.rows.reference) + " in the reference, " +
                       std::to_string(result.rows.current) + " in the current table; preset " +
                       to_string(result.preset) + "\n" +
                       names_line("only in the reference: ", result.vanished_columns) +
                       names_line("only in the current table: ", result.new_columns);
    for (const Table& table : {drift_findings_table(result), drift_table(result)})
        if (!table.empty()) text += "\n" + table.text(style);
    return text;
}

}  // namespace mlpipe
