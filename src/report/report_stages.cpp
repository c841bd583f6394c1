#include "report_stages.hpp"

#include <vector>

#include "graph_svg.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/model/address.hpp"
#include "mlpipe/report/difference_text.hpp"
#include "mlpipe/report/html.hpp"
#include "mlpipe/report/printable.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t digest_digits = 12;
constexpr std::size_t most_of_a_list = 50;
constexpr std::size_t longest_value = 200;  // columns
// More stages that had nothing to do than this are folded together.
constexpr std::size_t most_skipped = 12;

bool is_failure(const Execution& execution) {
    return execution.status == ExecutionStatus::failed ||
           (execution.status == ExecutionStatus::interrupted && had_begun(execution));
}

// "" where there is none.
std::string log_html(const RunReport& report, std::size_t stage, bool open) {
    const auto found = report.logs.find(stage);
    if (found == report.logs.end()) return {};
    const RunReport::Log& log = found->second;
    std::string lines;
    for (const std::string& line : log.lines) lines += html_text(printable_line(line)) + "\n";
    const std::string what =
        log.cut ? "The last " + text::plural(log.lines.size(), "line") + " of its log" : "Its log";
    return std::string("<details") + (open ? " open" : "") + "><summary>" + what +
           "</summary><pre tabindex=\"0\" role=\"region\" aria-label=\"" + what + "\">" + lines +
           "</pre></details>\n";
}

std::string state_html(const RunReport& report, std::size_t stage) {
    return "<span class=\"state " + state_class(report, stage) + "\">" + state_text(report, stage) +
           "</span>";
}

std::string entry(std::string_view term, const std::string& html) {
    return html.empty() ? std::string() : "<dt>" + std::string(term) + "</dt><dd>" + html + "</dd>\n";
}

std::string listed(const std::vector<std::string>& items) {
    if (items.empty()) return {};
    std::string html = "<ul>";
    for (std::size_t i = 0; i < items.size() && i < most_of_a_list; ++i) html += "<li>" + items[i] + "</li>";
    if (items.size() > most_of_a_list)
        html += "<li class=\"note\">and " + std::to_string(items.size() - most_of_a_list) + " more</li>";
    return html + "</ul>";
}

std::string artifact_html(const RunReport& report, const ArtifactAt& artifact, bool input) {
    const Reference& reference = artifact.reference;
    std::string html = html_text(artifact.path + (reference.type == ReferenceType::directory ? "/" : ""));
    const auto maker = input ? report.makers.find(artifact.path) : report.makers.end();
    if (maker != report.makers.end())
        html += " of <a href=\"#" + stage_anchor(maker->second) + "\">" +
                html_text(report.run.executions[maker->second].stage) + "</a>";
    return html + " <span class=\"note\">" + text::format_bytes(reference.size) + " <code title=\"SHA-256 " +
           reference.digest.hex() + "\">" + reference.digest.hex().substr(0, digest_digits) +
           "</code></span>";
}

std::string artifacts_html(const RunReport& report, const std::vector<ArtifactAt>& artifacts, bool input) {
    std::vector<std::string> items;
    for (const ArtifactAt& artifact : artifacts) items.push_back(artifact_html(report, artifact, input));
    return listed(items);
}

std::string parameters_html(const std::vector<ParameterValue>& parameters) {
    std::vector<std::string> items;
    for (const ParameterValue& parameter : parameters)
        items.push_back(html_text(parameter_name(parameter.file, parameter.key)) + " = <code>" +
                        html_text(cut(printable(value_text(parameter.value)), longest_value)) + "</code>");
    return listed(items);
}

std::string metrics_html(const MetricValues& metrics) {
    std::vector<std::string> names, items;
    for (const auto& [name, value] : metrics) names.push_back(name);
    names = short_addresses(names);
    for (std::size_t i = 0; i < metrics.size(); ++i)
        items.push_back(html_text(names[i]) + " = <code>" + number_text(metrics[i].second) + "</code>");
    return listed(items);
}

// What its result came from.
std::string record_html(const RunReport& report, const StageRecord& record) {
    const StageInputs& inputs = record.inputs;
    std::string html = entry(
        "Command", "<pre tabindex=\"0\">" + html_text_lines(printable_command(inputs.command)) + "</pre>");
    if (inputs.working_directory != ".") html += entry("In", html_text(inputs.working_directory));
    html += entry("Parameters", parameters_html(inputs.parameters));
    html += entry("Made from", artifacts_html(report, inputs.dependencies, true));
    html += entry("Made", artifacts_html(report, record.outputs, false));
    if (record.run != report.run.id) html += entry("In run", html_text(record.run));
    if (record.accepted)
        html += entry("Accepted", html_text(record.accepted->why + ", by " + record.accepted->by));
    return html + entry("Key", "<code>" + record.key.hex().substr(0, digest_digits) + "</code>");
}

std::string resources_text(const Execution& execution) {
    std::vector<std::string> parts;
    if (execution.use.cpu_s > 0) parts.push_back(text::format_duration(execution.use.cpu_s) + " of CPU time");
    if (execution.use.peak_memory > 0)
        parts.push_back(text::format_bytes(execution.use.peak_memory) + " of memory");
    if (execution.attempts > 1) parts.push_back(text::plural(execution.attempts, "attempt"));
    return joined(parts, ", ");
}

std::string stage_html(const RunReport& report, std::size_t stage) {
    const Execution& execution = report.run.executions[stage];
    const double took = duration_s(execution);
    std::string html = "<details class=\"stage\"><summary><b>" + html_text(execution.stage) + "</b> " +
                       state_html(report, stage);
    if (took > 0) html += " " + text::format_duration(took);
    html += "</summary><div id=\"" + stage_anchor(stage) + "\"><dl>\n";
    html += entry("Why", html_text(execution.reason.substr(0, execution.reason.find('\n'))));
    html += entry("Used", html_text(resources_text(execution)));
    if (execution.record) html += record_html(report, *execution.record);
    html += entry("Measured", metrics_html(execution.metrics));
    html += entry("Left behind", artifacts_html(report, execution.leftovers, false));
    html += "</dl>";
    if (!is_failure(execution)) html += log_html(report, stage, false);
    return html + "</div></details>\n";
}

std::string failure_html(const RunReport& report, std::size_t stage) {
    const Execution& execution = report.run.executions[stage];
    const std::string how = failure_text(execution, ""), hint = exit_hint(execution);
    std::string html = "<h3><a href=\"#" + stage_anchor(stage) + "\">" + html_text(execution.stage) +
                       "</a> " + state_html(report, stage) + "</h3>\n";
    if (!how.empty()) html += "<p>" + html_text(how) + "</p>\n";
    if (!hint.empty()) html += "<p class=\"note\">" + html_text(hint) + "</p>\n";
    const std::string log = log_html(report, stage, true);
    return html + (log.empty() ? "<p class=\"note\">It printed nothing, or its log is not here.</p>\n" : log);
}

}  // namespace

std::string failure_list(const RunReport& report) {
    std::string html;
    for (std::size_t stage = 0; stage < report.run.executions.size(); ++stage)
        if (is_failure(report.run.executions[stage])) html += failure_html(report, stage);
    return html;
}

std::string stage_list(const RunReport& report) {
    std::string acted, skipped;
    std::size_t count = 0;
    for (std::size_t stage = 0; stage < report.run.executions.size(); ++stage) {
        const bool idle = report.run.executions[stage].status == ExecutionStatus::skipped;
        if (idle) ++count;
        (idle ? skipped : acted) += stage_html(report, stage);
    }
    if (count <= most_skipped) return acted + skipped;
    return acted + "<details><summary>" + text::plural(count, "stage") + " had nothing to do</summary>\n" +
           skipped + "</details>\n";
}

}  // namespace mlpipe
