// How a stage that was decided on begins: its row, what it needs, its task for a worker.
#include <algorithm>

#include "job_builder.hpp"
#include "scheduler.hpp"

namespace mlpipe {
namespace {

// Lines wait here while the screen is slower than the stages; then the stages wait.
constexpr std::size_t most_waiting = 1000;
constexpr std::size_t most_foreseen = 32;  // in one transaction, which the next stage waits for

}  // namespace

// Each row that begins is a transaction of its own; what it points to is written for many at once.
void Scheduler::foresee(StageId stage, const StageKey& key) {
    if (foreseen_[stage]) return;
    std::vector<Lineage::Upcoming> upcoming = {{name(stage), key}};
    for (const StageId waiting : plan_.admitted()) {
        if (upcoming.size() == most_foreseen) break;
        if (foreseen_[waiting]) continue;
        foreseen_[waiting] = true;
        upcoming.push_back({name(waiting), admitted_.at(waiting).observation.key});
    }
    if (upcoming.size() > 1) recorder_.foresee(record_.pipeline_file, upcoming);
}

Execution& Scheduler::begin_execution(StageId stage, const StageKey& key, std::string reason) {
    if (!recorder_.begun()) {
        run_commit_.take_snapshot(record_);
        begin_run();
    }
    foresee(stage, key);
    Execution execution;
    execution.stage = name(stage);
    execution.status = ExecutionStatus::running;
    execution.reason = std::move(reason);
    execution.key = key;
    execution.started_ns = workspace_.world.clock.now_ns();
    // A stage that could not be restored after all goes on under the row it has.
    if (execution_ids_[stage] == 0)
        execution_ids_[stage] = recorder_.begin_execution(
            record_.id, execution, workspace_.planned.pipeline.stages[stage].side_effects);
    executions_[stage] = std::move(execution);
    return *executions_[stage];
}

void Scheduler::restore(StageId stage, Observation observation, Judgement judgement) {
    plan_.set(stage, StageState::restoring);
    auto task = std::make_shared<StageTask>();
    task->stage = stage;
    task->declared = &workspace_.planned.pipeline.stages[stage];
    task->observation = std::move(observation);
    task->restore = std::move(judgement.record);
    // Before this execution becomes the stage's latest.
    find_leftovers(*task);
    begin_execution(stage, task->observation.key, judgement.decision.reason);
    submit(std::move(task));
}

std::size_t Scheduler::free_places() const {
    const std::size_t taken = plan_.count(StageState::running) - storing_.size() + evaluating_.size();
    return jobs_ - std::min<std::size_t>(jobs_, taken);
}

void Scheduler::release(StageId stage) {
    const auto grant = grants_.find(stage);
    if (grant == grants_.end()) return;
    admission_.release(grant->second);
    grants_.erase(grant);
}

// On the stage's thread. Who wants a place says so before looking at those that were given: one of the two
// sees the other.
void Scheduler::give_place(StageId stage) {
    {
        const std::lock_guard lock(given_mutex_);
        given_.push_back(stage);
    }
    if (place_wanted_) mailbox_.send(PlaceGiven{});
}

bool Scheduler::take_given_places() {
    const std::lock_guard lock(given_mutex_);
    bool taken = false;
    std::erase_if(given_, [&](StageId stage) {
        if (plan_.state(stage) != StageState::running) return true;
        if (storing_.size() == jobs_) return false;  // the disk is behind
        storing_.insert(stage);
        release(stage);
        return taken = true;
    });
    return taken;
}

void Scheduler::start_admitted() {
    if (stopped_ || free_places() == 0) return;
    const std::vector<StageId> waiting = plan_.admitted();
    for (const StageId stage : waiting) {
        if (free_places() == 0) return;
        if (auto grant = admission_.try_admit(workspace_.planned.pipeline.stages[stage])) {
            start(stage, std::move(*grant));
        }
    }
}

void Scheduler::start(StageId stage, Admission::Grant grant) {
    Admitted admitted = std::move(admitted_.extract(stage).mapped());
    plan_.set(stage, StageState::running);
    auto task = std::make_shared<StageTask>();
    task->stage = stage;
    task->declared = &workspace_.planned.pipeline.stages[stage];
    task->observation = std::move(admitted.observation);
    if (!fetch_expected(*task)) {
        admission_.release(grant);
        return settle(stage, StageState::failed, ExecutionStatus::blocked, task->observation.key,
                      "must run (" + admitted.decision.reason + "), but " +
                          task->observation.expected.front() + " is neither here nor in the store");
    }
    task->job = build_job(workspace_.project, *task->declared, task->observation, grant,
                          workspace_.environment, {record_.id, jobs_, secrets_, options_.replay});
    find_leftovers(*task);
    select_sources(*task);
    begin_execution(stage, task->observation.key, admitted.decision.reason);
    grants_.emplace(stage, std::move(grant));
    submit(std::move(task));
}

void Scheduler::submit(std::shared_ptr<StageTask> task) {
    // What it holds besides its place it holds until its result is stored. One job at a time means just that.
    const bool gives_place = jobs_ > 1 && task->declared->resources.declares_nothing();
    stage_pool_.submit([this, gives_place, task = std::move(task)] {
        const StageId stage = task->stage;
        StageOutcome outcome = runner_.carry_out(
            *task,
            [&](std::string_view line) {
                mailbox_.send_below(most_waiting, Line{stage, std::string(line)});
            },
            [&](unsigned attempt) {
                mailbox_.send_quietly(AttemptBegan{stage, attempt});
            },
            [&] {
                if (gives_place) give_place(stage);
            });
        mailbox_.send(CarriedOut{task, std::move(outcome)});
    });
}

bool Scheduler::fetch_expected(StageTask& task) {
    for (const std::string& path : task.observation.expected) {
        const Reference& reference = expected_.at(path);
        if (!workspace_.store.has_all(reference)) return false;
        task.fetch.emplace(path, reference);
    }
    return true;
}

void Scheduler::find_leftovers(StageTask& task) {
    const auto& outputs = task.observation.outputs;
    const bool may_be_ours =
        std::any_of(outputs.begin(), outputs.end(), [](const auto& output) { return output.has_value(); });
    if (!may_be_ours) return;
    if (auto latest = workspace_.history.latest(name(task.stage)))
        task.leftovers = std::move(latest->leftovers);
    // What a recorded success made is ours to replace, also where git alone keeps it.
    const StageRecord* recorded = workspace_.judge.lock_entry(name(task.stage), task.observation.key);
    if (recorded == nullptr) return;
    for (const OutputSpec& spec : recorded->inputs.outputs) {
        if (spec.cache) continue;
        for (const ArtifactAt& output : recorded->outputs) {
            if (output.path == spec.path) task.leftovers.push_back(output);
        }
    }
}

void Scheduler::select_sources(StageTask& task) {
    if (options_.replay) return;  // its inputs come from where they are kept
    for (const ObservedFile& input : task.observation.dependencies) {
        if (workspace_.planned.graph.makers(input.path).empty()) task.sources.push_back(input.path);
    }
}

}  // namespace mlpipe
