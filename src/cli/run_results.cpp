#include "run_results.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/history/run_report.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/report/junit.hpp"
#include "mlpipe/watch/findings.hpp"

namespace mlpipe::cli {

RunReport report_of_run(const Project& project, const RunRecord& run, World& world) {
    try {
        Revisions revisions(world.files, project);
        return collect_report(revisions, run, world);
    } catch (const Error& error) {
        RunReport report;
        report.run = run;
        report.notes = {std::string("what this run is compared with is not known: ") + error.what()};
        return report;
    }
}

bool is_recorded(const Project& project, const RunRecord& run, World& world) {
    try {
        Revisions revisions(world.files, project);
        return revisions.lineage() != nullptr && revisions.lineage()->run(run.id);
    } catch (const Error&) {
        return false;  // what damaged the database is told by whoever needs it
    }
}

bool found_drift(const Project& project, const RunRecord& run, World& world) {
    std::vector<std::string> monitors;
    for (const Execution& execution : run.executions)
        if (execution.kind == StageKind::monitor) monitors.push_back(execution.stage);
    if (monitors.empty()) return false;
    try {
        const Pipeline pipeline = load_pipeline(world.files, project.pipeline_file,
                                                project.shown(project.pipeline_file), project.root);
        const RunFindings found = find_in_run(world.files, project, pipeline, monitors, run);
        return std::any_of(found.stages.begin(), found.stages.end(),
                           [](const StageFinding& finding) { return finding.drift; });
    } catch (const Error&) {
        return false;  // the run is over: what cannot be read again does not make a broken one of it
    }
}

void prepare_junit(const std::string& file, FileSystem& files) {
    files.create_directories(std::string(path::parent(file)));
    files.remove_file(file);
}

void write_junit(const std::string& file, const RunReport& report, FileSystem& files) {
    write_file_atomically(files, file, junit_xml(report), Durability::lazy);
}

}  // namespace mlpipe::cli
