// What comes back from the workers, and how a run ends.
#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/run/metric_values.hpp"
#include "scheduler.hpp"

namespace mlpipe {

void Scheduler::handle(Message message) {
    std::visit([this](auto& content) { on(content); }, message);
}

void Scheduler::on(Observed& message) {
    --observing_;
    untold_.erase(message.stage);
    if (message.observation) {
        judge(message.stage, std::move(*message.observation));
    } else if (message.interrupted) {
        interrupt(message.stage);
    } else {
        settle(message.stage, StageState::failed, ExecutionStatus::failed, {}, message.problem);
    }
}

void Scheduler::on(Line& message) {
    reporter_.handle(StageLine{name(message.stage), std::move(message.text)});
}

void Scheduler::on(AttemptBegan& message) {
    live_metrics_.begin(name(message.stage), message.attempt);
    reporter_.handle(StageStarted{name(message.stage), message.attempt});
}

void Scheduler::on(Synced&) {
    for (const std::string& stage : recorder_.record_synced()) reporter_.handle(StageRecorded{stage});
}

void Scheduler::on(StopRequested& message) {
    const std::size_t running = plan_.count(StageState::running);
    if (running > 0 && message.requests == 1) {
        reporter_.handle(RunNotice{RunNotice::Level::info, "",
                                   "stopping: " + text::plural(running, "stage") + " may take up to " +
                                       text::format_duration(workspace_.project.config.grace_s) +
                                       " to end; a second Ctrl-C ends everything at once"});
    }
    interrupted_ = true;
    stop("the run was interrupted");
    runner_.cancel();
    executor_.cancel_all(message.requests > 1);
}

// Whoever noticed the request may have been faster than its message.
void Scheduler::interrupt(StageId stage) {
    interrupted_ = true;
    plan_.set(stage, StageState::interrupted);
    stop("the run was interrupted");
}

void Scheduler::stop(std::string why) {
    if (!stopped_ || interrupted_) stopped_ = std::move(why);
}

void Scheduler::warn(const std::string& stage, std::string text) {
    reporter_.handle(RunNotice{RunNotice::Level::warning, stage, std::move(text)});
}

StageRecord Scheduler::make_record(const StageTask& task, const StageOutcome& outcome) const {
    StageRecord record;
    record.key = task.observation.key;
    record.inputs = task.observation.inputs;
    record.outputs = outcome.outputs;
    record.prior = outcome.prior;
    record.run = record_.id;
    record.duration_s = outcome.use.wall_s;
    return record;
}

void Scheduler::keep_in_lock(const std::string& stage, const StageRecord& record) {
    auto& sides = lock_.stages[stage];
    sides.assign(1, record);
}

// It only wakes the loop, which then takes what was given.
void Scheduler::on(PlaceGiven&) {}

void Scheduler::on(CarriedOut& message) {
    const StageId stage = message.outcome.stage;
    storing_.erase(stage);
    release(stage);
    live_metrics_.end(name(stage));
    for (std::string& notice : message.outcome.notices) warn(name(stage), std::move(notice));
    conclude(*message.task, message.outcome);
}

void Scheduler::conclude(const StageTask& task, StageOutcome& outcome) {
    const StageId stage = outcome.stage;
    if (run_instead(task, outcome)) return;
    unreproducible_.insert(outcome.unreproducible.begin(), outcome.unreproducible.end());
    Execution& execution = *executions_[stage];
    execution.status = outcome.status;
    execution.key = task.observation.key;
    execution.finished_ns = workspace_.world.clock.now_ns();
    execution.use = outcome.use;
    execution.exit_code = outcome.exit_code;
    execution.attempts = outcome.attempts;
    execution.changed_inputs = outcome.changed_inputs;
    execution.leftovers = outcome.leftovers;
    execution.metrics = std::move(outcome.metrics);
    if (!outcome.reason.empty()) execution.reason = outcome.reason;
    const bool succeeded =
        outcome.status == ExecutionStatus::ran || outcome.status == ExecutionStatus::restored;
    if (succeeded) {
        execution.record = task.restore ? *task.restore : make_record(task, outcome);
        if (outcome.changed_inputs.empty()) {
            keep_result(stage, execution);
        } else {
            warn_of_changed_inputs(stage, outcome.changed_inputs);
            execution.record.reset();
        }
    }
    reporter_.handle(StageFinished{name(stage), execution});
    if (outcome.interpreter) note_interpreter(*outcome.interpreter);
    recorder_.add({execution_ids_[stage], execution, std::move(outcome.interpreter), task.observation.inputs,
                   !task.declared->always_changed, task.declared->side_effects});

    if (succeeded) {
        up_to_date(stage, task.observation.inputs, task.restore ? task.restore->outputs : outcome.outputs);
    } else if (outcome.status == ExecutionStatus::interrupted) {
        interrupt(stage);
    } else {
        block_dependents(stage, plan_.set(stage, StageState::failed));
        if (!options_.keep_going) stop(name(stage) + " failed");
    }
}

void Scheduler::note_interpreter(const InterpreterEnvironment& interpreter) {
    auto& known = record_.interpreters;
    if (std::find(known.begin(), known.end(), interpreter) == known.end()) known.push_back(interpreter);
}

// What the store cannot give after all is made again.
bool Scheduler::run_instead(const StageTask& task, const StageOutcome& outcome) {
    if (!task.restore || !outcome.damaged || options_.locked) return false;
    std::optional<Observation> observation;
    try {
        observation = workspace_.observer.observe(outcome.stage, expected_, false);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::interrupted) throw;
        return false;
    }
    warn(name(outcome.stage), outcome.reason);
    const Decision decision{DecisionKind::run, "the stored result is damaged", {}};
    reporter_.handle(StageDecided{name(outcome.stage), decision});
    plan_.set(outcome.stage, StageState::admitted);
    admitted_.emplace(outcome.stage, Admitted{std::move(*observation), decision});
    return true;
}

void Scheduler::keep_result(StageId stage, Execution& execution) {
    const Stage& declared = workspace_.planned.pipeline.stages[stage];
    // A repetition with the same outcome keeps the first record: the lock changes only when a result does.
    const auto entry = lock_.stages.find(declared.name);
    const bool repeated = entry != lock_.stages.end() && entry->second.front().key == execution.record->key &&
                          entry->second.front().outputs == execution.record->outputs;
    if (repeated && !declared.refresh && !entry->second.front().accepted)
        execution.record = entry->second.front();
    keep_in_lock(declared.name, *execution.record);
}

void Scheduler::warn_of_changed_inputs(StageId stage, const std::vector<std::string>& inputs) {
    std::string names;
    for (const std::string& input : inputs) names += (names.empty() ? "" : ", ") + input;
    warn(name(stage), names + " changed while the stage ran; its result is recorded, but will not be reused");
    // What stands in the lock is no longer what lies in the workspace.
    lock_.stages.erase(name(stage));
}

// A run gets its row with the first thing that is worth one.
void Scheduler::begin_run() {
    if (recorder_.begun()) return;
    // A repository that git refuses is an error now, not after hours of work.
    workspace_.work_tree();
    workspace_.world.files.create_directories(workspace_.project.run_directory(record_.id));
    record_.instance = workspace_.lineage_for_writing().instance();
    recorder_.begin_run(record_);
}

void Scheduler::drain_records() {
    recorder_.flush();
    while (!recorder_.idle()) {
        handle(mailbox_.receive());
        recorder_.flush();
    }
}

std::vector<const Stage*> Scheduler::stages_that_wrote() const {
    std::vector<const Stage*> wrote;
    for (const StageId stage : workspace_.planned.graph.order()) {
        const auto& execution = executions_[stage];
        if (execution &&
            (execution->status == ExecutionStatus::ran || execution->status == ExecutionStatus::restored))
            wrote.push_back(&workspace_.planned.pipeline.stages[stage]);
    }
    return wrote;
}

void Scheduler::close_record() {
    bool stage_failed = false, gate_failed = false;
    // Nothing done is nothing to record, unless somebody wants it, or will ask what went wrong.
    bool worth_a_row = !record_.name.empty() || !record_.note.empty() || record_.cause;
    for (const StageId stage : workspace_.planned.graph.order()) {
        if (!workspace_.planned.selection.selected[stage]) continue;
        if (!executions_[stage]) {
            Execution execution;
            execution.stage = name(stage);
            execution.status = interrupted_ ? ExecutionStatus::interrupted : ExecutionStatus::blocked;
            execution.reason = "not started: " + stopped_.value_or("nothing could be run");
            executions_[stage] = std::move(execution);
        }
        Execution& execution = *executions_[stage];
        if (recorder_.begun()) add_known_metrics(stage, execution);
        stage_failed = stage_failed || plan_.state(stage) == StageState::failed;
        gate_failed = gate_failed || plan_.state(stage) == StageState::gate_failed;
        record_.executions.push_back(execution);
        auto& gates = gate_results_[stage];
        record_.gates.insert(record_.gates.end(), gates.begin(), gates.end());
        auto& checks = check_results_[stage];
        record_.checks.insert(record_.checks.end(), checks.begin(), checks.end());
    }
    if (recorder_.begun()) {
        auto asked = workspace_.lineage_for_writing().asked_gates(record_.id);
        record_.gates.insert(record_.gates.end(), asked.begin(), asked.end());
    }
    const bool failed = stage_failed || gate_failed;
    worth_a_row = worth_a_row || (failed && !options_.locked);
    record_.failed_at_gates_alone = gate_failed && !stage_failed;
    record_.status = interrupted_ ? RunStatus::interrupted
                     : failed     ? RunStatus::failed
                                  : RunStatus::succeeded;
    record_.finished_ns = workspace_.world.clock.now_ns();
    if (worth_a_row && !recorder_.begun()) {
        if (failed) run_commit_.take_snapshot(record_);
        begin_run();
    }
    live_metrics_.keep();
    run_commit_.prepare(record_, live_metrics_.document());
}

// Of a stage that was skipped: what stands in the workspace is what its record speaks of.
void Scheduler::add_known_metrics(StageId stage, Execution& execution) {
    if (execution.status != ExecutionStatus::skipped || !execution.record) return;
    for (const Output& output : workspace_.planned.pipeline.stages[stage].outputs) {
        if (output.role == OutputRole::metric)
            add_metrics(workspace_.world.files, workspace_.project.absolute(output.path), output.path,
                        execution.metrics);
    }
}

}  // namespace mlpipe
