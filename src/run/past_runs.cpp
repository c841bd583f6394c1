#include "mlpipe/run/past_runs.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_lock.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

// Restored and accepted executions are between those with a process; so many are looked through for one.
constexpr std::size_t most_searched = 50;

bool had_process(const Execution& execution) {
    switch (execution.status) {
        case ExecutionStatus::ran:
            return !execution.accepted;
        case ExecutionStatus::running:
        case ExecutionStatus::failed:
        case ExecutionStatus::interrupted:
            return true;
        case ExecutionStatus::restored:
        case ExecutionStatus::skipped:
        case ExecutionStatus::blocked:
        case ExecutionStatus::held:
            break;
    }
    return false;
}

}  // namespace

bool in_progress(const Project& project) {
    // The note of a lock stays when its holder dies; the holder is then no longer named.
    return FileLock::holder(project.lock_file()) != "another process";
}

PastRuns::PastRuns(const FileSystem& files, const Project& project) : files_(files), project_(project) {
    if (!files.stat(project.lineage_file())) return;
    lineage_ = std::make_unique<Lineage>(project.lineage_file(), Lineage::Mode::read_only);
}

PastRuns::~PastRuns() = default;

std::vector<RunSummary> PastRuns::list(RunFilter filter) {
    if (!lineage_) return {};
    filter.none_is_running = !in_progress(project_);
    return lineage_->runs(filter);
}

RunTable PastRuns::table(const RunQuery& query) {
    if (!lineage_) return {};
    RunFilter filter = query.filter;
    filter.none_is_running = !in_progress(project_);
    if (!query.conditions.empty() || !query.sort.empty()) filter.limit = 0;
    RunTable table = lineage_->run_table(filter);
    keep_matching(table, query.conditions);
    if (!query.sort.empty()) sort_runs(table, query.sort);
    keep_first(table, query.filter.limit);
    return table;
}

RunRecord PastRuns::find(const std::string& id) {
    std::string wanted = id;
    if (id == "latest") {
        RunFilter newest;
        newest.limit = 1;
        const std::vector<RunSummary> runs = list(newest);
        if (runs.empty()) throw Error(ErrorKind::usage, "there is no run yet; 'mlpipe run' makes the first");
        wanted = runs.front().id;
    }
    std::optional<RunRecord> run = lineage_ ? lineage_->run(wanted) : std::nullopt;
    if (!run) {
        throw Error(ErrorKind::usage,
                    "there is no run '" + path::printable(id) + "'; 'mlpipe runs' lists them");
    }
    if (run->status == RunStatus::running && !in_progress(project_)) {
        run->status = RunStatus::interrupted;
        for (Execution& execution : run->executions) {
            if (execution.status == ExecutionStatus::running) execution.status = ExecutionStatus::interrupted;
        }
    }
    return std::move(*run);
}

StageLog PastRuns::log_in(const std::string& run, const Execution& execution) const {
    StageLog log{run, execution.status, std::nullopt};
    std::string file = project_.run_directory(run) + "/" + log_name(execution.stage);
    if (files_.stat(file)) log.file = std::move(file);
    return log;
}

std::optional<StageLog> PastRuns::log(const std::string& stage, const std::optional<std::string>& run) {
    if (run) {
        const RunRecord record = find(*run);
        const bool begun = std::any_of(record.executions.begin(), record.executions.end(),
                                       [&](const Execution& execution) { return execution.stage == stage; });
        if (!begun && record.status == RunStatus::running) return std::nullopt;
        return log_in(record.id, find_execution(record, stage));
    }
    RunFilter filter;
    filter.stage = stage;
    filter.limit = most_searched;
    for (const RunSummary& summary : list(filter)) {
        const RunRecord record = find(summary.id);
        const Execution& execution = find_execution(record, stage);
        if (had_process(execution)) return log_in(record.id, execution);
    }
    return std::nullopt;
}

const Execution& find_execution(const RunRecord& run, const std::string& stage) {
    std::vector<std::string> known;
    for (const Execution& execution : run.executions) {
        if (execution.stage == stage) return execution;
        known.push_back(execution.stage);
    }
    throw Error(ErrorKind::usage, "run " + run.id + " has no stage '" + path::printable(stage) + "'" +
                                      text::did_you_mean(stage, known));
}

}  // namespace mlpipe
