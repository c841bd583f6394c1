#include "mlpipe/report/drift_page.hpp"

#include "drift_svg.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/drift_text.hpp"
#include "mlpipe/report/html.hpp"
#include "report_style.hpp"
#include "tone_class.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

std::string fact(const char* term, const std::string& value) {
    return std::string("<div><dt>") + term + "</dt><dd>" + html_text(value) + "</dd></div>\n";
}

std::string rows_text(std::uint64_t rows, const std::string& table) {
    return table + ", " + text::plural(rows, "row");
}

std::string facts(const DriftResult& result, const BothTables<std::string>& tables) {
    std::string html =
        "<dl class=\"facts\">\n" + fact("Reference", rows_text(result.rows.reference, tables.reference)) +
        fact("Current", rows_text(result.rows.current, tables.current)) +
        fact("Preset", to_string(result.preset)) + fact("Share of columns", share_text(result.share));
    if (!result.vanished_columns.empty())
        html += fact("Only in the reference", names_text(result.vanished_columns));
    if (!result.new_columns.empty())
        html += fact("Only in the current table", names_text(result.new_columns));
    return html + "</dl>\n";
}

std::string categories_text(const UnmatchedCategories& categories, double BothTables<double>::*side) {
    std::string text;
    for (const DriftBin& bin : categories.first)
        text += (text.empty() ? "" : ", ") + bin.label + " (" + share_text(bin.share.*side) + ")";
    const std::uint64_t more = categories.count - categories.first.size();
    return text + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

std::string column_facts(const ColumnDrift& column) {
    std::string html = "<dl class=\"facts\">\n";
    if (column.method != DriftMethod::none)
        html += fact("Method", to_string(column.method)) +
                fact("Score", column.score ? number_text_of(*column.score, 4) : "-") +
                fact("Threshold", column.threshold ? number_text_of(*column.threshold, 4) : "-");
    if (column.adjusted_p_value)
        html += fact("Adjusted p-value", number_text_of(*column.adjusted_p_value, 3));
    if (const auto& summary = column.summary)
        html += fact("Summary", summary->name + ": " + number_text_of(summary->value.reference, 4) +
                                    ", now " + number_text_of(summary->value.current, 4));
    const BothTables<double>& missing = column.missing.share;
    if (missing.reference > 0 || missing.current > 0)
        html += fact("Missing", share_text(missing.reference) + ", now " + share_text(missing.current));
    if (column.new_categories.count > 0)
        html += fact("New categories", categories_text(column.new_categories, &BothTables<double>::current));
    if (column.vanished_categories.count > 0)
        html += fact("Vanished categories",
                     categories_text(column.vanished_categories, &BothTables<double>::reference));
    return html + "</dl>\n";
}

std::string heading(const ColumnDrift& column) {
    return "<span class=\"" + std::string(class_of(tone_of(column.verdict))) + "\">" +
           to_string(column.verdict) + "</span> " + html_text(column.name) +
           (column.role == ColumnRole::feature ? "" : std::string(" (") + to_string(column.role) + ")");
}

// Columns that stayed are folded.
std::string column_section(const ColumnDrift& column) {
    const std::string svg = drift_svg(column);
    return std::string("<details") + (column.verdict == DriftVerdict::ok ? "" : " open") + "><summary>" +
           heading(column) + "</summary>\n" +
           (column.reason.empty() ? "" : "<p>" + html_text(column.reason) + "</p>\n") + column_facts(column) +
           (svg.empty() ? svg : "<div class=\"scroll\">" + svg + "</div>\n") + "</details>\n";
}

std::string section(const char* title, const std::string& html) {
    return html.empty() ? html : std::string("<section><h2>") + title + "</h2>\n" + html + "</section>\n";
}

}  // namespace

std::string drift_page(const DriftResult& result, const BothTables<std::string>& tables) {
    const Table findings = drift_findings_table(result), columns = drift_table(result);
    std::string distributions;
    for (const std::size_t place : worst_first(result))
        distributions += column_section(result.columns[place]);
    if (!distributions.empty())
        distributions =
            "<p class=\"key\"><span><i class=\"reference\"></i>reference</span><span><i "
            "class=\"current\"></i>current"
            "</span></p>\n" +
            distributions;
    HtmlPage page;
    page.title = "Drift of " + tables.current;
    page.style = std::string(report_style).append(drift_svg_style);
    page.body = "<a class=\"skip\" href=\"#drift\">Skip to the columns</a>\n<header><h1>" +
                html_text(page.title) + "</h1>\n<p class=\"verdict " +
                class_of(result.drift ? Tone::bad : Tone::good) + "\">" + marked_up(drift_sentence(result)) +
                "</p>\n" + facts(result, tables) + "</header>\n<main id=\"drift\">\n" +
                section("Volume and performance",
                        findings.empty() ? "" : findings.html("Volume and performance", 1)) +
                section("Columns", columns.empty() ? "" : columns.html("Columns", 1)) +
                section("Distributions", distributions) + "</main>\n";
    return html_page(page);
}

}  // namespace mlpipe
