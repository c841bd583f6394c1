#include "retraining.hpp"

#include <algorithm>

#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/load/load.hpp"
#include "watched_stages.hpp"

namespace mlpipe::watch {
namespace {

bool came_to_an_end(const RunRecord& run) {
    return run.status == RunStatus::succeeded || run.status == RunStatus::failed;
}

bool acted(const Execution& execution) {
    return execution.status == ExecutionStatus::ran || execution.status == ExecutionStatus::restored;
}

// To fetch and prepare data anew trains nothing.
bool did_something(const Pipeline& pipeline, const RunRecord& run) {
    return std::any_of(run.executions.begin(), run.executions.end(), [&](const Execution& execution) {
        const Stage* stage = find_stage(pipeline, execution.stage);
        const StageKind kind = stage == nullptr ? StageKind::none : stage->kind;
        return acted(execution) && kind != StageKind::ingest && kind != StageKind::prepare;
    });
}

std::string first_failure(const RunRecord& run) {
    for (const auto status : {ExecutionStatus::failed, ExecutionStatus::blocked, ExecutionStatus::held})
        for (const Execution& execution : run.executions)
            if (execution.status == status)
                return execution.stage + " " + to_string(status) + ": " + execution.reason;
    return "the run failed";
}

std::string why_blocked(const RunRecord& run) {
    const std::string check = blocking_reason(run.checks);
    return check.empty() ? blocking_reason(run.gates) : check;
}

RetrainingReport report_of(const Pipeline& pipeline, const RunRecord& run, const std::string& target) {
    RetrainingReport report;
    report.run = run.id;
    const bool failed = std::any_of(run.executions.begin(), run.executions.end(), [](const Execution& one) {
        return one.status == ExecutionStatus::failed;
    });
    if (!came_to_an_end(run)) {
        report.problem = "it was cut off in run " + run.id +
                         "; nothing starts it again by itself, 'mlpipe run " + target +
                         "' goes on where it was";
    } else if (const std::string reason = why_blocked(run); !reason.empty() && !failed) {
        report.gate_failed = true;
        report.problem = reason;
    } else if (run.status == RunStatus::failed) {
        report.problem = first_failure(run);
    } else if (!did_something(pipeline, run)) {
        report.problem = "it had nothing to do: with the data as they are now, all of it was up to date";
    }
    return report;
}

}  // namespace

std::optional<RunRecord> find_run(const FileSystem& files, const Project& project, const RunCause& cause) {
    if (!files.stat(project.lineage_file())) return std::nullopt;
    // Brings an older database up to date, as a run would.
    return Lineage(project.lineage_file(), Lineage::Mode::read_write)
        .run_with_cause(cause, project.shown(project.pipeline_file));
}

std::optional<RetrainingReport> retrain(const Retraining& retraining, const Project& project,
                                        const WatchRequest& request, WatchWorld& world) {
    const RunCause cause{RunCause::Kind::retraining, "", retraining.alarm, retraining.run};
    const FileSystem& files = world.world.files;
    try {
        const Pipeline pipeline =
            load_pipeline(files, project.pipeline_file, project.shown(project.pipeline_file), project.root);
        if (const auto known = find_run(files, project, cause))
            return report_of(pipeline, *known, retraining.target);
        check_retraining(files, project, pipeline, retraining.target);
        RunOptions options;
        options.selection.targets = {retraining.target};
        options.jobs = request.jobs;
        options.arguments = request.arguments;
        options.cause = cause;
        options.force_stages = ingest_to_retrain(files, project, pipeline, options);
        const std::unique_ptr<Reporter> reporter = world.make_reporter();
        const RunRecord run = mlpipe::run(project, options, world.world, *reporter, world.interrupt);
        RetrainingReport report = report_of(pipeline, run, retraining.target);
        report.interrupted = run.status == RunStatus::interrupted;
        return report;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        if (error.kind() == ErrorKind::locked) return std::nullopt;
        RetrainingReport report;
        report.problem = error.what();
        return report;
    }
}

}  // namespace mlpipe::watch
