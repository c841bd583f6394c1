#include "run_results.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/history/run_report.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/report/junit.hpp"

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

void prepare_junit(const std::string& file, FileSystem& files) {
    files.create_directories(std::string(path::parent(file)));
    files.remove_file(file);
}

void write_junit(const std::string& file, const RunReport& report, FileSystem& files) {
    write_file_atomically(files, file, junit_xml(report), Durability::lazy);
}

}  // namespace mlpipe::cli
