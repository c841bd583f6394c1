#include "mlpipe/report/report_markdown.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "graph_fold.hpp"
#include "graph_svg.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/check_text.hpp"
#include "mlpipe/report/difference_text.hpp"
#include "mlpipe/report/gate_text.hpp"
#include "mlpipe/report/graph_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/tables.hpp"
#include "report_tables.hpp"
#include "report_verdict.hpp"
#include "summary.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

// Those who show Mermaid draw no larger ones, and nobody could read them.
constexpr std::size_t most_nodes = 60, most_edges = 400, most_mermaid_bytes = 50'000;
constexpr std::size_t most_log_lines = 40;

struct Block {
    std::string title;  // what is missing where it does not fit
    std::string text;
};

const char* mark_of(Tone tone) {
    switch (tone) {
        case Tone::good:
            return "✅";
        case Tone::bad:
            return "❌";
        case Tone::accent:
            return "⏳";
        default:
            return "⚠️";
    }
}

// A fence that nothing within can close.
std::string fenced(const std::string& language, const std::string& lines) {
    std::size_t longest = 2, length = 0;
    for (const char letter : lines) {
        length = letter == '`' ? length + 1 : 0;
        longest = std::max(longest, length);
    }
    const std::string fence(longest + 1, '`');
    return fence + language + "\n" + lines + (lines.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string folded(const std::string& summary, const std::string& text, bool open = false) {
    return std::string("<details") + (open ? " open" : "") + "><summary>" + markdown_html_text(summary) +
           "</summary>\n\n" + text + "\n</details>\n";
}

std::string heading(const RunReport& report) {
    const RunRecord& run = report.run;
    const Verdict verdict = verdict_of(report);
    std::string text = "### " + std::string(mark_of(verdict.tone)) + " " + markdown_text(run.pipeline) +
                       "\n\n**" + markdown_text(verdict.sentence()) + "**\n\n";
    std::vector<std::string> facts{"Run `" + printable(run.id) + "`", markdown_text(counts_text(run))};
    if (run.finished_ns > 0)
        facts.push_back("took " + text::format_duration(seconds_between(run.started_ns, run.finished_ns)));
    if (run.branch) facts.push_back("branch " + markdown_text(*run.branch));
    if (run.commit) facts.push_back("run commit " + markdown_text(run.commit->substr(0, 12)));
    text += joined(facts, " · ") + "\n";
    for (const std::string& note : report.notes) text += "\n> " + markdown_text(note) + "\n";
    return text;
}

std::string failures(const RunReport& report) {
    std::string text;
    for (std::size_t stage = 0; stage < report.run.executions.size(); ++stage) {
        const Execution& execution = report.run.executions[stage];
        const auto log = report.logs.find(stage);
        if (execution.status != ExecutionStatus::failed || log == report.logs.end()) continue;
        const auto& lines = log->second.lines;
        const std::size_t begin = lines.size() > most_log_lines ? lines.size() - most_log_lines : 0;
        std::string shown;
        for (std::size_t i = begin; i < lines.size(); ++i) shown += printable_line(lines[i]) + "\n";
        text += folded("The end of the log of " + execution.stage, fenced("text", shown), text.empty());
    }
    return text;
}

std::string table_block(const char* title, const Table& table) {
    return table.empty() ? "" : std::string("#### ") + title + "\n\n" + table.markdown();
}

std::string changes(const RunReport& report) {
    if (report.baselines.empty()) return {};
    const RunReport::Baseline& baseline = report.baselines.front();
    const Difference& difference = baseline.difference;
    std::string text;
    for (const Table& table :
         {parameter_table(difference.parameters, baseline.name, "this run"), code_table(difference.code),
          environment_table(difference.environment, baseline.name, "this run")})
        if (!table.empty()) text += table.markdown() + "\n";
    return text.empty() ? text : folded("What changed since " + baseline.name, text);
}

GraphView view_of(const RunReport& report) {
    const FoldedGraph graph = fold_graph(report);
    GraphView view;
    view.name = report.run.pipeline;
    for (const FoldedGraph::Node& node : graph.nodes) {
        const bool one = node.stages.size() == 1;
        view.nodes.push_back(
            {node.name, "",
             one ? state_text(report, node.stages.front()) : std::to_string(node.stages.size()) + " stages",
             false});
    }
    for (const FoldedGraph::Edge& edge : graph.edges)
        view.edges.push_back({edge.from, edge.to, edge.order_only});
    return view;
}

std::string graph(const RunReport& report) {
    const GraphView view = view_of(report);
    if (view.nodes.empty()) return {};
    const std::string text = fenced("text", graph_as_text(view, {}));
    const std::string picture = graph_as_mermaid(view);
    const bool drawn = view.nodes.size() <= most_nodes && view.edges.size() <= most_edges &&
                       picture.size() <= most_mermaid_bytes;
    if (!drawn) return folded("The pipeline", text);
    return folded("The pipeline", fenced("mermaid", picture) + "\n" + folded("The same as text", text));
}

std::string data(const RunReport& report) {
    std::string text;
    for (const Table& table : {report_sources(report), report_outputs(report)})
        if (!table.empty()) text += table.markdown() + "\n";
    return text.empty() ? text : folded("Data", text);
}

}  // namespace

std::string report_markdown(const RunReport& report, std::size_t most_bytes) {
    constexpr std::size_t kept_for_names = 500;
    std::vector<Block> blocks{
        {"the ends of logs", failures(report)},
        {"gates", table_block("Gates", gate_table(report.run.gates))},
        {"checks", table_block("Checks", check_table_of(report.run.checks))},
        {"metrics", table_block("Metrics", report_metrics(report, MetricRows::telling))},
        {"what changed", changes(report)},
        {"the pipeline", graph(report)},
        {"data", data(report)}};
    constexpr std::array<std::size_t, 7> by_importance{1, 2, 3, 0, 4, 6, 5};
    std::string text = heading(report), missing;
    std::size_t size = text.size() + kept_for_names;
    for (const std::size_t place : by_importance) {
        Block& block = blocks[place];
        if (block.text.empty()) continue;
        if (size + block.text.size() + 1 > most_bytes) {
            missing += (missing.empty() ? "" : ", ") + block.title;
            block.text.clear();
        }
        size += block.text.size() + 1;
    }
    for (const Block& block : blocks)
        if (!block.text.empty()) text += "\n" + block.text;
    return missing.empty()
               ? text
               : text + "\nToo long for this place: " + missing + ". The page of the run has it.\n";
}

}  // namespace mlpipe
