#include "mlpipe/run/run.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "dvc_adoption.hpp"
#include "dvc_keeping.hpp"
#include "journal.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/exec/local_executor.hpp"
#include "mlpipe/report/tee_reporter.hpp"
#include "mlpipe/run/garbage.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "mlpipe/run/remotes.hpp"
#include "pulled_sources.hpp"
#include "run_commit.hpp"
#include "run_writing.hpp"
#include "scheduler.hpp"
#include "tracked_sources.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

// How long an earlier run's processes may take to die before this run gives up.
constexpr double orphan_patience_s = 10;

ProjectLock take_project(FileSystem& files, const Project& project, double wait_s, Interrupt& interrupt) {
    try {
        create_state_directory(files, project);
        return ProjectLock::acquire(project, wait_s, interrupt);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::failed) throw;
        throw Error(ErrorKind::failed,
                    std::string(error.what()) +
                        "; a run writes there, while 'mlpipe status' and 'mlpipe why' only read");
    }
}

void check_forced(const PlannedPipeline& planned, const std::vector<std::string>& stages) {
    std::vector<std::string> known;
    for (const Stage& stage : planned.pipeline.stages) known.push_back(stage.name);
    for (const std::string& name : stages) {
        if (planned.find(name)) continue;
        throw Error(ErrorKind::usage,
                    "--force-stage: there is no stage '" + name + "'" + text::did_you_mean(name, known));
    }
}

RunStarted announcement(const PlannedPipeline& planned, const RunRecord& record, unsigned jobs) {
    RunStarted started{record.id, record.pipeline, {}, jobs};
    for (const StageId stage : planned.graph.order()) {
        if (planned.selection.selected[stage]) started.stages.push_back(planned.pipeline.stages[stage].name);
    }
    return started;
}

void tell_of_lock(const LockFile& lock, Reporter& reporter) {
    for (const std::string& warning : lock.warnings) {
        reporter.handle(RunNotice{RunNotice::Level::warning, "", warning});
    }
}

// Which side of a merge conflict each stage's new entry is.
void tell_of_conflicts(const LockFile& before, const LockFile& after, Reporter& reporter) {
    if (!before.conflicted) return;
    for (const auto& [stage, sides] : before.stages) {
        const auto now = after.stages.find(stage);
        if (sides.size() < 2 || now == after.stages.end()) continue;
        const auto winner = std::find(sides.begin(), sides.end(), now->second.front());
        const std::string which = winner == sides.begin() ? "our side's state"
                                  : winner == sides.end() ? "a new state, neither side's"
                                                          : "their side's state";
        reporter.handle(
            RunNotice{RunNotice::Level::info, stage, "the lock's conflict is resolved with " + which});
    }
}

// Who shows the run may point to the pipeline file.
void add_declarations(const PlannedPipeline& planned, RunRecord& record) {
    for (Execution& execution : record.executions) {
        const auto stage = planned.find(execution.stage);
        if (!stage) continue;
        execution.kind = planned.pipeline.stages[*stage].kind;
        execution.position = planned.pipeline.stages[*stage].position;
    }
}

RunFinished conclusion(const Project& project, const RunRecord& record, std::size_t unreproducible,
                       bool replay) {
    RunFinished finished{record, {}, unreproducible, !replay};
    for (const Execution& execution : record.executions) {
        if (execution.status != ExecutionStatus::failed) continue;
        // A stage that failed before its command was started has no log.
        const std::string log = project.run_directory(record.id) + "/" + log_name(execution.stage);
        // A replay is elsewhere than whoever reads this.
        finished.log_files.push_back(execution.attempts == 0 ? "" : replay ? log : project.shown(log));
    }
    return finished;
}

// What finished stays in the lock also when the run itself breaks off, for want of space, say.
void run_to_the_end(Scheduler& scheduler, const std::function<void()>& keep_lock) {
    try {
        scheduler.loop();
    } catch (const Error& error) {
        try {
            keep_lock();
        } catch (const Error&) {
            // The store's records still know what finished.
        }
        throw Error(error.kind(),
                    std::string(error.what()) +
                        "; the run broke off. What finished is recorded: run again when this is mended");
    }
}

std::unique_ptr<Fetcher> open_fetcher(Workspace& workspace, const RunOptions& options,
                                      const Interrupt& interrupt) {
    if (!options.pull) return nullptr;
    const RemoteLocation& location = find_remote(workspace.project.config, *options.pull);
    return std::make_unique<Fetcher>(workspace.store, open_remote_to_read(workspace.world, location),
                                     workspace.lock, interrupt);
}

}  // namespace

RunRecord run(const Project& project, const RunOptions& options, World& world, Reporter& caller,
              Interrupt& interrupt) {
    refuse_nested(project, CallerEnvironment(world.environment).all());
    std::optional<PlannedPipeline> loaded(std::in_place, project, options, world.files);
    check_forced(*loaded, options.force_stages);
    const bool keep_dvc = keeps_dvc_lock(world.files, project, options);

    const ProjectLock held = take_project(world.files, project, options.wait_s, interrupt);
    // A directory that is gone tomorrow has nothing to say about what the store must keep.
    if (!options.replay) register_with_store(world.files, project);
    end_orphans(project.lease_file(), project.root, orphan_patience_s);
    // Forks the supervisor, so it comes before the first thread.
    const std::unique_ptr<Executor> executor = world.make_executor(project.lease_file());
    apply_overrides(world.files, std::string(path::parent(project.chosen_path())), options.overrides,
                    options.overrides.empty() ? "" : working_directory(world.files, project));
    // Whoever held the project may have been waiting for an edit, and templates take what was just set.
    if (options.wait_s > 0 || !options.overrides.empty()) loaded.emplace(project, options, world.files);
    const PlannedPipeline& planned = *loaded;

    Workspace workspace(project, planned, options, world, &interrupt);
    const std::unique_ptr<Fetcher> fetcher = open_fetcher(workspace, options, interrupt);
    if (fetcher) bring_sources(workspace, *fetcher);
    const std::vector<std::string> checked_out = bring_tracked_sources(workspace);
    ExpectedContents expected = workspace.check_sources();
    RunRecord record = open_record(project, planned, options.arguments, world);
    record.name = options.name;
    record.note = options.note;
    record.cause = options.cause;
    Journal journal(world.files, world.clock, project.run_directory(record.id));
    TeeReporter reporter({&caller, &journal});
    tell_of_lock(workspace.lock, reporter);
    for (const std::string& notice : checked_out)
        reporter.handle(RunNotice{RunNotice::Level::info, "", notice});
    adopt_from_dvc(workspace, options, interrupt, reporter);

    RunCommit run_commit(workspace, reporter);
    Scheduler scheduler(workspace, options, *executor, reporter, interrupt, record, run_commit,
                        std::move(expected), fetcher.get());
    reporter.handle(announcement(planned, record, scheduler.jobs()));
    run_to_the_end(scheduler, [&] { write_lock(project, planned, workspace, scheduler.lock()); });
    workspace.let_go_of_lineage();

    write_lock(project, planned, workspace, scheduler.lock());
    tell_of_conflicts(workspace.lock, scheduler.lock(), reporter);
    if (keep_dvc) keep_dvc_lock(workspace, record, scheduler.lock(), interrupt, reporter);
    if (fetcher && !fetcher->summary().empty())
        reporter.handle(RunNotice{RunNotice::Level::info, "", fetcher->summary()});
    if (options.commit_message) run_commit.commit_to_branch(record, *options.commit_message);
    workspace.stat_cache.save();
    journal.tick();
    if (!journal.problem().empty()) {
        caller.handle(RunNotice{RunNotice::Level::warning, "",
                                "the journal of this run is incomplete: " + journal.problem()});
    }
    add_declarations(planned, record);
    reporter.handle(conclusion(project, record, scheduler.unreproducible_inputs(), options.replay));
    return record;
}

}  // namespace mlpipe
