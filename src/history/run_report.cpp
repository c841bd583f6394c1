#include "mlpipe/history/run_report.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/run/metric_values.hpp"
#include "report_baselines.hpp"
#include "report_graph.hpp"
#include "report_logs.hpp"
#include "report_plots.hpp"

namespace mlpipe {
namespace {

Revision find_run(Revisions& revisions, const std::string& name) {
    if (name.empty() && revisions.lineage() == nullptr)
        throw Error(ErrorKind::usage, "there is no run yet; 'mlpipe run' makes the first");
    Revision revision = revisions.find(name.empty() ? "latest" : name);
    if (revision.run) return revision;
    throw Error(ErrorKind::usage,
                "'" + path::printable(name) +
                    "' is no run, and no commit that a run made; 'mlpipe runs' lists the runs");
}

RunReport report_of(Revisions& revisions, const Revision& revision, const ReportQuestion& question,
                    World& world) {
    RunReport report;
    report.run = *revision.run;
    report.collected_ns = world.clock.now_ns();
    add_graph(revisions, revision, report);
    std::vector<Revision> states = add_baselines(revisions, revision, question, world, report);
    if (!states.empty()) states.resize(1);
    states.insert(states.begin(), revision);
    states.front().label = "this run";
    add_plots(revisions, states, report);
    add_logs(revisions.files(), revision.project, report);
    return report;
}

// A run with nothing to do does not read what it has skipped.
void add_skipped_metrics(Revisions& revisions, Revision& revision) {
    for (Execution& execution : revision.run->executions) {
        if (execution.status != ExecutionStatus::skipped || !execution.record || !execution.metrics.empty())
            continue;
        for (const OutputSpec& output : execution.record->inputs.outputs) {
            if (output.role != OutputRole::metric) continue;
            const auto content = revisions.read(revision, output.path);
            if (!content) continue;
            const MetricValues values = parse_metrics(*content, output.path);
            execution.metrics.insert(execution.metrics.end(), values.begin(), values.end());
        }
    }
}

}  // namespace

RunReport collect_report(Revisions& revisions, const ReportQuestion& question, World& world) {
    return report_of(revisions, find_run(revisions, question.run), question, world);
}

RunReport collect_report(Revisions& revisions, const RunRecord& run, World& world) {
    Revision revision = revisions.of_run(run);
    add_skipped_metrics(revisions, revision);
    return report_of(revisions, revision, {}, world);
}

}  // namespace mlpipe
