#include "scheduler.hpp"

#include <utility>

#include "capacity.hpp"
#include "job_builder.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

constexpr std::chrono::milliseconds tick_interval(100);
constexpr std::int64_t long_reading_ns = 2'000'000'000;
constexpr std::size_t messages_a_turn = 256;
// A few more than can start: the others are decided on while these run.
constexpr std::size_t decisions_a_turn = 32;
// Reading as much is quicker than handing it to another thread and waiting for the answer.
constexpr std::uint64_t most_read_here = 64 << 10;

std::vector<double> priorities(const PlannedPipeline& planned, const LockFile& lock) {
    std::vector<double> durations;
    durations.reserve(planned.pipeline.stages.size());
    for (const Stage& stage : planned.pipeline.stages) {
        const auto entry = lock.stages.find(stage.name);
        durations.push_back(entry == lock.stages.end() ? -1 : entry->second.front().duration_s);
    }
    return remaining_path(planned.graph, durations);
}

// What stands in the working tree where no record speaks of it.
std::vector<ArtifactAt> outputs_of(const Judgement& judgement, const Observation& observation) {
    if (judgement.record) return judgement.record->outputs;
    std::vector<ArtifactAt> outputs;
    for (std::size_t i = 0; i < observation.outputs.size(); ++i) {
        if (observation.outputs[i])
            outputs.push_back({observation.inputs.outputs[i].path, observation.outputs[i]->reference});
    }
    return outputs;
}

}  // namespace

Scheduler::Scheduler(Workspace& workspace, const RunOptions& options, Executor& executor, Reporter& reporter,
                     Interrupt& interrupt, RunRecord& record, RunCommit& run_commit,
                     ExpectedContents expected, Fetcher* fetcher)
    : workspace_(workspace),
      options_(options),
      reporter_(reporter),
      interrupt_(interrupt),
      record_(record),
      run_commit_(run_commit),
      expected_(std::move(expected)),
      fetcher_(fetcher),
      fetched_(workspace.planned.pipeline.stages.size()),
      jobs_(jobs_of(options, workspace.project.config)),
      plan_(workspace.planned.graph, workspace.planned.selection.selected,
            priorities(workspace.planned, workspace.lock)),
      admission_(capacity_of(workspace.project.config, record.machine, jobs_)),
      lock_(workspace.lock),
      executor_(executor),
      live_metrics_(workspace.world.files, workspace.world.clock, reporter,
                    workspace.project.run_directory(record.id)),
      runner_(workspace.world.files, workspace.project, workspace.store, workspace.hasher, workspace.observer,
              executor, interpreters_, record.id, &interrupt),
      git_outputs_(workspace.world.files, workspace.project, [this] { return workspace_.work_tree(); }),
      recorder_(
          workspace.store, workspace.hash_pool,
          [this]() -> Lineage& { return workspace_.lineage_for_writing(); },
          [this] { mailbox_.send(Synced{}); }),
      secrets_(secret_values(workspace.planned.pipeline, workspace.environment)),
      executions_(workspace.planned.pipeline.stages.size()),
      execution_ids_(workspace.planned.pipeline.stages.size()),
      foreseen_(workspace.planned.pipeline.stages.size()),
      gate_results_(workspace.planned.pipeline.stages.size()),
      check_results_(workspace.planned.pipeline.stages.size()),
      gate_failures_(workspace.planned.pipeline.stages.size()),
      stage_pool_(2 * std::size_t{jobs_}) {
    refuse_what_never_fits(workspace.planned, admission_);
    interrupt_.on_request([this](int requests) { mailbox_.send_first(StopRequested{requests}); });
}

Scheduler::~Scheduler() {
    interrupt_.on_request(nullptr);
    mailbox_.close();
    // Only where the loop broke off: the stages end, and the pool that is not ours lets go of this object.
    if (plan_.count(StageState::running) + plan_.count(StageState::gating) > 0) {
        runner_.cancel();
        try {
            executor_.cancel_all(false);
        } catch (const std::exception&) {
            // Then they end by themselves.
        }
    }
    while (observing_ > 0) {
        const Message message = mailbox_.receive();
        if (std::holds_alternative<Observed>(message) || std::holds_alternative<Fetched>(message))
            --observing_;
    }
}

// Up to the end of one stage: what takes its place begins before another end is looked at. And not all that
// wait: a stage that prints without end must not keep others from starting.
void Scheduler::take_messages(std::optional<Message> first) {
    for (std::size_t i = 0; i < messages_a_turn; ++i) {
        std::optional<Message> message = first ? std::exchange(first, std::nullopt) : mailbox_.try_receive();
        if (!message) return;
        const bool ended =
            std::holds_alternative<CarriedOut>(*message) || std::holds_alternative<PlaceGiven>(*message);
        handle(std::move(*message));
        if (ended) return;
    }
}

void Scheduler::loop() {
    std::optional<Message> message;
    while (true) {
        take_messages(std::exchange(message, std::nullopt));
        do {
            decide_ready();
            evaluate_admitted();
            start_admitted();
            place_wanted_ =
                !to_evaluate_.empty() || plan_.count(StageState::admitted) > 0 || plan_.next_ready();
        } while (!stopped_ && place_wanted_ &&
                 (take_given_places() || (plan_.next_ready() && free_places() > 0)));
        recorder_.flush_if_due();
        const std::size_t busy = plan_.count(StageState::deciding) + plan_.count(StageState::running) +
                                 plan_.count(StageState::restoring) + plan_.count(StageState::gating);
        if (busy == 0) break;
        tell_what_takes_long();
        live_metrics_.look();
        reporter_.tick();
        message = mailbox_.receive_for(recorder_.until_due(tick_interval));
    }
    // While the last results become durable git is asked what it has to be, and the commit is prepared.
    recorder_.flush();
    std::vector<RunNotice> notices;
    try {
        notices = git_outputs_.after_run(stages_that_wrote());
        close_record();
    } catch (const Error&) {
        drain_records();
        throw;
    }
    drain_records();
    for (const RunNotice& notice : notices) reporter_.handle(notice);
    run_commit_.commit(record_);
    recorder_.finish_run(record_);
}

void Scheduler::decide_ready() {
    for (std::size_t i = 0; i < decisions_a_turn && !stopped_; ++i) {
        const auto stage = plan_.next_ready();
        if (!stage) return;
        plan_.set(*stage, StageState::deciding);
        try {
            if (auto observation = workspace_.observer.observe_up_to(*stage, expected_, most_read_here)) {
                judge(*stage, std::move(*observation));
                continue;
            }
        } catch (const Error& error) {
            // Asked to stop, and not heard of it here yet.
            if (error.kind() == ErrorKind::interrupted) {
                interrupt(*stage);
                continue;
            }
            settle(*stage, StageState::failed, ExecutionStatus::failed, {}, error.what());
            continue;
        }
        ++observing_;
        untold_.emplace(*stage, workspace_.world.clock.steady_ns());
        workspace_.hash_pool.submit([this, id = *stage, expected = expected_] {
            Observed message{id, std::nullopt, "", false};
            try {
                message.observation = workspace_.observer.observe(id, expected, false);
            } catch (const Error& error) {
                message.problem = error.what();
                message.interrupted = error.kind() == ErrorKind::interrupted;
            } catch (const std::exception& error) {
                message.problem = error.what();
            }
            mailbox_.send(std::move(message));
        });
    }
}

// Nothing else is to be seen while a large input is hashed for the first time.
void Scheduler::tell_what_takes_long() {
    const std::int64_t now_ns = workspace_.world.clock.steady_ns();
    std::erase_if(untold_, [&](const auto& reading) {
        if (now_ns - reading.second < long_reading_ns) return false;
        reporter_.handle(RunNotice{RunNotice::Level::info, name(reading.first), "its inputs are being read"});
        return true;
    });
}

void Scheduler::judge(StageId stage, Observation observation) {
    Judgement judgement = workspace_.judge.judge(stage, observation);
    if (auto request = fetch_request(stage, observation, judgement))
        return fetch(stage, std::move(observation), std::move(*request));
    reporter_.handle(StageDecided{name(stage), judgement.decision});
    const std::string& reason = judgement.decision.reason;
    switch (judgement.decision.kind) {
        case DecisionKind::skip:
            return skip(stage, judgement, observation);
        case DecisionKind::absent:
            return take_as_absent(stage, judgement, observation);
        case DecisionKind::restore:
            if (stopped_) return static_cast<void>(plan_.set(stage, StageState::interrupted));
            return restore(stage, std::move(observation), std::move(judgement));
        case DecisionKind::held:
            return settle(stage, StageState::held, ExecutionStatus::held, observation.key, reason);
        case DecisionKind::blocked:
        case DecisionKind::unknown:
            return settle(stage, StageState::failed, ExecutionStatus::blocked, observation.key, reason);
        case DecisionKind::run:
            break;
    }
    if (options_.locked) {
        return settle(stage, StageState::failed, ExecutionStatus::blocked, observation.key,
                      "--locked, but it would have to run: " + reason);
    }
    plan_.set(stage, StageState::admitted);
    admitted_.emplace(stage, Admitted{std::move(observation), std::move(judgement.decision)});
}

void Scheduler::skip(StageId stage, const Judgement& judgement, const Observation& observation) {
    Execution execution;
    execution.stage = name(stage);
    execution.status = ExecutionStatus::skipped;
    execution.reason = judgement.decision.reason;
    execution.key = observation.key;
    execution.record = judgement.record;
    execution.accepted = judgement.record && judgement.record->accepted;
    executions_[stage] = std::move(execution);
    if (judgement.record) keep_in_lock(name(stage), *judgement.record);
    up_to_date(stage, observation.inputs, outputs_of(judgement, observation));
}

void Scheduler::take_as_absent(StageId stage, const Judgement& judgement, const Observation& observation) {
    workspace_.expect_absent(stage, *judgement.record, expected_);
    skip(stage, judgement, observation);
}

void Scheduler::settle(StageId stage, StageState state, ExecutionStatus status, const StageKey& key,
                       std::string reason) {
    Execution execution;
    execution.stage = name(stage);
    execution.status = status;
    execution.key = key;
    execution.reason = std::move(reason);
    reporter_.handle(StageFinished{name(stage), execution});
    executions_[stage] = std::move(execution);
    block_dependents(stage, plan_.set(stage, state));
    if (state == StageState::failed && !options_.keep_going && !options_.locked) {
        stop(name(stage) + " failed");
    }
}

void Scheduler::block_dependents(StageId cause, const std::vector<StageId>& blocked) {
    const ExecutionStatus status = executions_[cause]->status;
    const char* why = status == ExecutionStatus::held      ? " is held back"
                      : status == ExecutionStatus::blocked ? " is blocked"
                                                           : " failed";
    for (const StageId stage : blocked) {
        Execution execution;
        execution.stage = name(stage);
        execution.status = ExecutionStatus::blocked;
        execution.reason = gate_failures_[cause].empty() ? name(cause) + why : gate_failures_[cause];
        executions_[stage] = std::move(execution);
    }
}

}  // namespace mlpipe
