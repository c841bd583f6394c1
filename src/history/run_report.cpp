#include "mlpipe/history/run_report.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
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

}  // namespace

RunReport collect_report(Revisions& revisions, const ReportQuestion& question, World& world) {
    const Revision revision = find_run(revisions, question.run);
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

}  // namespace mlpipe
