#include "mlpipe/report/report_page.hpp"

#include <algorithm>
#include <vector>

#include "graph_svg.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/check_text.hpp"
#include "mlpipe/report/difference_text.hpp"
#include "mlpipe/report/gate_text.hpp"
#include "mlpipe/report/html.hpp"
#include "mlpipe/report/printable.hpp"
#include "plot_parts.hpp"
#include "plots_script.hpp"
#include "report_script.hpp"
#include "report_stages.hpp"
#include "report_style.hpp"
#include "report_tables.hpp"
#include "report_verdict.hpp"
#include "summary.hpp"
#include "timeline_svg.hpp"
#include "tone_class.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

// Longer tables are folded.
constexpr std::size_t most_rows_open = 15;

struct Section {
    const char* id;
    const char* title;
    std::string html;  // "": there is nothing to say
};

std::string table_html(const Table& table, const char* caption, std::size_t header = 0) {
    return table.empty() ? std::string() : table.html(caption, header);
}

std::string folded(const std::string& summary, const std::string& html, bool open = false) {
    if (html.empty()) return {};
    return std::string("<details") + (open ? " open" : "") + "><summary>" + html_text(summary) +
           "</summary>\n" + html + "</details>\n";
}

std::string fact(const char* term, const std::string& value) {
    return value.empty() ? std::string()
                         : std::string("<div><dt>") + term + "</dt><dd>" + html_text(value) + "</dd></div>\n";
}

std::string facts(const RunReport& report) {
    const RunRecord& run = report.run;
    std::string html = "<dl class=\"facts\">\n" + fact("Run", run.id) + fact("Name", run.name) +
                       fact("Started", run.started_ns ? format_time(run.started_ns) : "");
    if (run.finished_ns > 0)
        html += fact("Took", text::format_duration(seconds_between(run.started_ns, run.finished_ns)));
    html += fact("Stages", counts_text(run)) + fact("Gates", gate_counts_text(run.gates)) +
            fact("Checks", check_counts_text(run.checks)) + fact("Branch", run.branch.value_or("")) +
            fact("Commit", run.commit ? run.commit->substr(0, 12) : "") + fact("Note", run.note);
    if (run.reproduction) html += fact("Reproduces", reproduction_text(*run.reproduction));
    return html + "</dl>\n";
}

std::string metrics_section(const RunReport& report) {
    const Table others = report_metrics(report, MetricRows::unchanged);
    std::string html = table_html(report_metrics(report, MetricRows::telling), "Metrics");
    for (const RunReport::Baseline& baseline : report.baselines) {
        if (baseline.name == baseline.difference.from.label) continue;
        html += "<p class=\"note\">" + html_text(baseline.name) + " is " +
                html_text(baseline.difference.from.label) + "</p>\n";
    }
    return html +
           folded("Metrics that are what they were", table_html(others, "Metrics that are what they were"));
}

std::string changes_section(const RunReport& report) {
    if (report.baselines.empty()) return {};
    const Difference& difference = report.baselines.front().difference;
    const std::string before = report.baselines.front().name;
    std::string html;
    const auto add = [&](const char* title, const Table& table, std::size_t rows, std::size_t header) {
        if (!table.empty())
            html += folded(title + std::string(": ") + std::to_string(rows), table.html(title, header),
                           rows <= most_rows_open);
    };
    add("Parameters", parameter_table(difference.parameters, before, "this run"),
        difference.parameters.size(), 0);
    add("Code", code_table(difference.code), difference.code.size(), 1);
    add("Environment", environment_table(difference.environment, before, "this run"),
        difference.environment.size(), 1);
    return html.empty() ? html : "<p class=\"note\">Since " + html_text(before) + "</p>\n" + html;
}

std::string graph_section(const RunReport& report) {
    const std::string svg = graph_svg(report);
    return svg.empty() ? svg
                       : "<div class=\"picture\" role=\"region\" tabindex=\"0\" aria-label=\"Picture of the "
                         "pipeline\">" +
                             svg + "</div>\n";
}

bool has_series(const PlotSet& plots) {
    return std::any_of(plots.plots.begin(), plots.plots.end(),
                       [](const Plot& plot) { return !plot.series.empty(); });
}

std::string plots_section(const RunReport& report, bool drawn) {
    if (report.plots.plots.empty()) return {};
    std::string html;
    if (!drawn && has_series(report.plots))
        html = "<p class=\"note\">This mlpipe was built without Vega, which draws series.</p>\n";
    return html + plot_controls(report.plots) + plot_sections(report.plots, "h3");
}

std::string data_section(const RunReport& report) {
    const Table sources = report_sources(report), outputs = report_outputs(report);
    return folded("Sources: " + std::to_string(sources.size()), table_html(sources, "Sources"),
                  sources.size() <= most_rows_open) +
           folded("Outputs: " + std::to_string(outputs.size()), table_html(outputs, "Outputs"),
                  outputs.size() <= most_rows_open);
}

std::string stages_section(const RunReport& report) {
    const std::string stages = stage_list(report);
    return stages.empty()
               ? stages
               : "<p class=\"note\">How each came to its result, from what, and what it printed.</p>\n" +
                     stages;
}

std::string environment_section(const RunReport& report) {
    std::string html;
    if (const std::string machine = machine_text(report.run.machine); !machine.empty())
        html += "<p>" + html_text(machine) + "</p>\n";
    for (const InterpreterEnvironment& seen : report.run.interpreters) {
        Table packages({{"package", Align::left, true}, {"version", Align::left, false}});
        for (const auto& [name, version] : seen.packages) packages.add({TableCell(name), TableCell(version)});
        const std::string title = seen.interpreter + (seen.version.empty() ? "" : " " + seen.version) + ", " +
                                  text::plural(seen.packages.size(), "package");
        html += packages.empty() ? "<p>" + html_text(title) + "</p>\n"
                                 : folded(title, packages.html("Packages of " + seen.interpreter));
    }
    return html;
}

std::vector<Section> sections_of(const RunReport& report, bool drawn) {
    std::vector<Section> all{
        {"failures", "What failed", failure_list(report)},
        {"gates", "Gates", table_html(gate_table(report.run.gates), "Gates", 2)},
        {"checks", "Checks", table_html(check_table_of(report.run.checks), "Checks", 2)},
        {"metrics", "Metrics", metrics_section(report)},
        {"changes", "What changed", changes_section(report)},
        {"pipeline", "Pipeline", graph_section(report)},
        {"timeline", "Timeline", timeline_svg(report)},
        {"plots", "Plots", plots_section(report, drawn)},
        {"data", "Data", data_section(report)},
        {"stages", "Stages", stages_section(report)},
        {"environment", "Environment", environment_section(report)},
    };
    std::erase_if(all, [](const Section& section) { return section.html.empty(); });
    return all;
}

std::string body_of(const RunReport& report, const std::vector<Section>& sections) {
    const Verdict verdict = verdict_of(report);
    std::string html = "<a class=\"skip\" href=\"#report\">Skip to the report</a>\n<header><h1>" +
                       html_text(report.run.pipeline) + "</h1>\n<p class=\"verdict " +
                       class_of(verdict.tone) + "\">" + html_text(verdict.sentence()) + "</p>\n" +
                       facts(report) + "<nav aria-label=\"Sections\"><ul>";
    for (const Section& section : sections)
        html += std::string("<li><a href=\"#") + section.id + "\">" + section.title + "</a></li>";
    html += "</ul></nav></header>\n<main id=\"report\">\n";
    for (const std::string& note : report.notes) html += "<p class=\"note\">" + html_text(note) + "</p>\n";
    for (const Section& section : sections)
        html += std::string("<section id=\"") + section.id + "\"><h2>" + section.title + "</h2>\n" +
                section.html + "</section>\n";
    return html + "</main>\n<footer>Made " + format_time(report.collected_ns) +
           " by mlpipe report</footer>\n";
}

}  // namespace

std::string report_page(const RunReport& report, std::optional<std::string_view> vega) {
    const bool drawn = vega && has_series(report.plots);
    HtmlPage page;
    page.title = report.run.pipeline + ": run " + report.run.id;
    page.style = std::string(plot_style).append(report_style);
    page.body = body_of(report, sections_of(report, vega.has_value()));
    page.scripts = {report_script};
    if (drawn) {
        page.body += plot_data(report.plots);
        page.scripts.push_back(*vega);
        page.scripts.push_back(plots_script);
    }
    return html_page(page);
}

Value report_value(const RunReport& report) {
    Value::List compared, notes;
    for (const RunReport::Baseline& baseline : report.baselines)
        compared.push_back(
            Value::Map{{"name", printable(baseline.name)}, {"difference", to_value(baseline.difference)}});
    for (const std::string& note : report.notes) notes.emplace_back(printable(note));
    return Value::Map{{"run", to_value(report.run)},
                      {"verdict", verdict_of(report).sentence()},
                      {"compared", std::move(compared)},
                      {"notes", std::move(notes)}};
}

}  // namespace mlpipe
