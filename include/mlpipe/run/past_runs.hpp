// The runs that were: lists, one by its id, and the logs of their stages. Reads only, and needs no pipeline
// file. A run whose process is gone counts as interrupted, also before the next run has written that down.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

// Whether some process says that it is changing the project now. Takes no lock, so that it is in nobody's
// way.
bool in_progress(const Project& project);

struct StageLog {
    std::string run;
    ExecutionStatus status = ExecutionStatus::running;  // of the stage in that run
    std::optional<std::string> file;                    // absolute; nullopt: nothing was written
};

struct RunQuery {
    RunFilter filter;                         // the limit comes after conditions and order
    std::vector<MetricCondition> conditions;  // all must hold
    std::string sort;                         // as sort_runs takes it; empty: newest first
};

class PastRuns {
  public:
    PastRuns(const FileSystem& files, const Project& project);
    ~PastRuns();

    // Newest first; none where there is no database yet.
    std::vector<RunSummary> list(RunFilter filter);
    // The same with parameters and metrics. Throws Error(usage) for a column or metric that no run has.
    RunTable table(const RunQuery& query);
    // "latest", an id, or the beginning of one. Throws Error(usage) when there is none, or several.
    RunRecord find(const std::string& id);
    // Of the latest execution of a stage that had a process, or of the one in `run`. nullopt: there is none.
    // Throws Error(usage) for a run that is not there, or that knows no such stage.
    std::optional<StageLog> log(const std::string& stage, const std::optional<std::string>& run);

  private:
    StageLog log_in(const std::string& run, const Execution& execution) const;

    const FileSystem& files_;
    const Project& project_;
    std::unique_ptr<Lineage> lineage_;  // null: no database
};

// The execution of a stage within a run; Error(usage) with the nearest name when there is none.
const Execution& find_execution(const RunRecord& run, const std::string& stage);

}  // namespace mlpipe
