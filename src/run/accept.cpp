#include "mlpipe/run/accept.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/run/garbage.hpp"
#include "mlpipe/run/metric_values.hpp"
#include "mlpipe/run/project_lock.hpp"
#include "output_storing.hpp"
#include "recorder.hpp"
#include "run_writing.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

StageId find_stage(const PlannedPipeline& planned, const std::string& name) {
    if (const auto stage = planned.find(name)) return *stage;
    std::vector<std::string> known;
    for (const Stage& stage : planned.pipeline.stages) known.push_back(stage.name);
    throw Error(ErrorKind::usage, "there is no stage '" + name + "'" + text::did_you_mean(name, known));
}

void check_acceptable(const Stage& stage, const Observation& observation) {
    if (stage.outputs.empty() || stage.side_effects) {
        throw Error(ErrorKind::usage, "stage '" + stage.name + "' has " +
                                          (stage.outputs.empty() ? "no outputs" : "side effects") +
                                          "; there is nothing in place that could be accepted");
    }
    if (!observation.missing.empty()) {
        throw Error(ErrorKind::usage, "cannot accept stage '" + stage.name + "': its dependency " +
                                          path::printable(observation.missing.front()) + " is not there");
    }
    for (std::size_t i = 0; i < observation.outputs.size(); ++i) {
        if (observation.outputs[i]) continue;
        throw Error(ErrorKind::usage, "cannot accept stage '" + stage.name + "': its output " +
                                          path::printable(observation.inputs.outputs[i].path) +
                                          " is not there");
    }
}

}  // namespace

RunRecord accept(const Project& project, const AcceptOptions& options, World& world, Interrupt& interrupt) {
    refuse_nested(project, CallerEnvironment(world.environment).all());
    const PlannedPipeline planned(project, {}, world.files);
    const StageId stage = find_stage(planned, options.stage);
    const Stage& declared = planned.pipeline.stages[stage];
    create_state_directory(world.files, project);
    const ProjectLock held = ProjectLock::acquire(project, options.wait_s, interrupt);
    register_with_store(world.files, project);

    Workspace workspace(project, planned, {}, world);
    const Observation observation = *workspace.observer.observe(stage, {}, false);
    check_acceptable(declared, observation);
    const Judgement judgement = workspace.judge.judge(stage, observation);
    if (judgement.decision.kind == DecisionKind::skip) {
        throw Error(ErrorKind::usage,
                    "stage '" + declared.name + "' is up to date; there is nothing to accept");
    }

    RunRecord run = open_record(project, planned, options.arguments, world);
    StageRecord record;
    record.key = observation.key;
    record.inputs = observation.inputs;
    record.run = run.id;
    record.accepted = Acceptance{options.why, options.by, format_time(run.started_ns)};
    if (const StageRecord* before = workspace.judge.lock_entry(declared.name, observation.key)) {
        record.duration_s = before->duration_s;
    }
    for (const OutputSpec& output : observation.inputs.outputs) {
        record.outputs.push_back({output.path, store_output(workspace.store, workspace.hasher,
                                                            project.absolute(output.path), output)});
    }

    Execution execution;
    execution.stage = declared.name;
    execution.status = ExecutionStatus::skipped;
    execution.reason = "accepted: " + options.why;
    execution.key = observation.key;
    execution.started_ns = execution.finished_ns = run.started_ns;
    execution.record = record;
    execution.accepted = true;
    for (const OutputSpec& output : observation.inputs.outputs) {
        if (output.role == OutputRole::metric)
            add_metrics(world.files, project.absolute(output.path), output.path, execution.metrics);
    }
    run.instance = workspace.lineage_for_writing().instance();
    record_at_once(workspace, run, {execution});
    LockFile lock = workspace.lock;
    lock.stages[declared.name].assign(1, record);
    write_lock(project, planned, workspace, std::move(lock));
    workspace.stat_cache.save();
    return run;
}

}  // namespace mlpipe
