#include "report_tables.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "graph_svg.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/difference_text.hpp"
#include "report_verdict.hpp"
#include "wording.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t digest_digits = 12;

struct MetricRow {
    std::optional<double> now;
    std::vector<const MetricChange*> changes;  // one a baseline; null where it does not know the metric
    bool differs = false;                      // from the first one
};

std::map<std::string, MetricRow> metric_rows(const RunReport& report) {
    std::map<std::string, MetricRow> rows;
    for (const Execution& execution : report.run.executions)
        for (const auto& [name, value] : execution.metrics) rows[name].now = value;
    for (std::size_t i = 0; i < report.baselines.size(); ++i) {
        for (const MetricChange& change : report.baselines[i].difference.metrics) {
            MetricRow& row = rows[change.name];
            row.changes.resize(report.baselines.size());
            row.changes[i] = &change;
            if (change.after) row.now = change.after;
            if (i == 0) row.differs = !change.same();
        }
    }
    for (auto& [name, row] : rows) row.changes.resize(report.baselines.size());
    return rows;
}

TableCell number_cell(const std::optional<double>& number, const std::optional<double>& other) {
    if (!number) return {"(none)", Tone::faint};
    return {other ? number_text(*number, *other) : number_text(*number)};
}

// "+0.012 (+1.5 %) better"
TableCell change_cell(const RunReport& report, const RunReport::Baseline& baseline,
                      const MetricChange* change) {
    if (change == nullptr || !change->before || !change->after) return {""};
    if (change->same()) return {"the same", Tone::faint};
    const auto better = change->better();
    std::string text = change_text(change->change());
    if (const std::string relative = percent_text(change->relative()); !relative.empty())
        text += " (" + relative + ")";
    if (!better) return {text};
    if (*better) return {text + " better", Tone::good};
    return within_gate(report, baseline, *change) ? TableCell(text + " within its gate")
                                                  : TableCell(text + " worse", Tone::bad);
}

TableCell digest_cell(const Reference& reference) {
    return {reference.digest.hex().substr(0, digest_digits), Tone::faint};
}

std::string shown_path(const ArtifactAt& artifact) {
    return artifact.path + (artifact.reference.type == ReferenceType::directory ? "/" : "");
}

TableCell since_cell(const std::string& since) {
    return {since, since == "the same" || since.empty() ? Tone::faint : Tone::caution};
}

std::string files_of(const RunReport::Baseline& baseline, const std::string& path) {
    for (const DataChange& change : baseline.difference.data)
        if (change.path == path && change.files) return file_counts_text(*change.files);
    return {};
}

std::vector<TableColumn> artifact_columns(const RunReport& report, const char* title, const char* stages) {
    std::vector<TableColumn> columns{{title, Align::left, true},
                                     {stages, Align::left, true},
                                     {"size", Align::right, false},
                                     {"SHA-256", Align::left, false}};
    if (!report.baselines.empty())
        columns.push_back({"since " + report.baselines.front().name, Align::left, false});
    return columns;
}

void add_artifact(Table& table, const RunReport& report, const ArtifactAt& artifact, TableCell stages) {
    std::vector<TableCell> cells{TableCell(shown_path(artifact)), std::move(stages),
                                 TableCell(text::format_bytes(artifact.reference.size)),
                                 digest_cell(artifact.reference)};
    if (!report.baselines.empty()) cells.push_back(since_cell(since_baseline(report, artifact)));
    table.add(std::move(cells));
}

}  // namespace

Table report_metrics(const RunReport& report, MetricRows which) {
    std::vector<TableColumn> columns{{"metric", Align::left, true}, {"this run", Align::right, false}};
    for (const RunReport::Baseline& baseline : report.baselines) {
        columns.push_back({baseline.name, Align::right, false});
        columns.push_back({"change", Align::right, false});
    }
    Table table(std::move(columns));
    const std::vector<std::string> names = gated_metrics(report);
    const std::set<std::string> gated(names.begin(), names.end());
    for (const auto& [name, row] : metric_rows(report)) {
        const bool telling = report.baselines.empty() || row.differs || gated.contains(name);
        if (telling != (which == MetricRows::telling)) continue;
        const MetricChange* first = row.changes.empty() ? nullptr : row.changes.front();
        std::vector<TableCell> cells{TableCell(name),
                                     number_cell(row.now, first ? first->before : std::nullopt)};
        for (std::size_t i = 0; i < row.changes.size(); ++i) {
            const MetricChange* change = row.changes[i];
            cells.push_back(number_cell(change ? change->before : std::nullopt, row.now));
            cells.push_back(change_cell(report, report.baselines[i], change));
        }
        table.add(std::move(cells));
    }
    return table;
}

std::string since_baseline(const RunReport& report, const ArtifactAt& artifact) {
    if (report.baselines.empty()) return {};
    const RunReport::Baseline& baseline = report.baselines.front();
    if (baseline.artifacts.empty()) return {};
    const auto before = baseline.artifacts.find(artifact.path);
    if (before == baseline.artifacts.end()) return "new";
    if (before->second.same_content(artifact.reference)) return "the same";
    const std::string files = files_of(baseline, artifact.path);
    return files.empty() ? "changed" : files;
}

Table report_sources(const RunReport& report) {
    Table table(artifact_columns(report, "source", "read by"));
    for (const RunReport::Source& source : report.sources) {
        std::vector<std::string> readers;
        for (const std::size_t stage : source.readers) readers.push_back(report.run.executions[stage].stage);
        add_artifact(table, report, source.artifact, TableCell(names_text(readers, 3)));
    }
    return table;
}

Table report_outputs(const RunReport& report) {
    Table table(artifact_columns(report, "output", "made by"));
    for (std::size_t stage = 0; stage < report.run.executions.size(); ++stage) {
        const Execution& execution = report.run.executions[stage];
        if (!execution.record) continue;
        for (const ArtifactAt& output : execution.record->outputs) {
            TableCell maker(execution.stage);
            maker.link = stage_anchor(stage);
            add_artifact(table, report, output, std::move(maker));
        }
    }
    return table;
}

}  // namespace mlpipe
