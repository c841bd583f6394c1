// The gates and checks of a stage that is up to date are judged on another thread; what follows from it waits for them.
#include <algorithm>

#include "check_judging.hpp"
#include "mlpipe/base/error.hpp"
#include "scheduler.hpp"

namespace mlpipe {
namespace {

bool may_evaluate(const std::vector<Gate>& gates) {
    return std::any_of(gates.begin(), gates.end(), [](const Gate& gate) {
        return !gate.baseline.empty() && gate.on_incomparable == OnIncomparable::evaluate;
    });
}

}  // namespace

void Scheduler::up_to_date(StageId stage, const StageInputs& inputs, const std::vector<ArtifactAt>& outputs) {
    const Stage& declared = workspace_.planned.pipeline.stages[stage];
    // A repetition is compared with what it repeats, and with nothing else.
    if ((declared.gates.empty() && declared.checks.empty()) || (options_.replay && !options_.rehearsal))
        return static_cast<void>(plan_.set(stage, StageState::done));
    plan_.set(stage, StageState::gating);
    if (may_evaluate(declared.gates)) return to_evaluate_.push_back({stage, {inputs, outputs}});
    judge_gates_of(stage, {inputs, outputs});
}

void Scheduler::evaluate_admitted() {
    while (!to_evaluate_.empty()) {
        const StageId stage = to_evaluate_.front().stage;
        if (interrupted_) {
            interrupt(stage);
        } else {
            if (free_places() == 0) return;
            auto grant = admission_.try_admit(workspace_.planned.pipeline.stages[stage]);
            if (!grant) return;
            grants_.emplace(stage, std::move(*grant));
            judge_gates_of(stage, std::move(to_evaluate_.front().result));
        }
        to_evaluate_.pop_front();
    }
}

void Scheduler::judge_gates_of(StageId stage, StageResult result) {
    const Stage& declared = workspace_.planned.pipeline.stages[stage];
    stage_pool_.submit([this, stage, &declared, result = std::move(result)]() mutable {
        GatesJudged message{stage, {}, {}, false};
        try {
            message.checks =
                judge_checks(workspace_, stage, result, {options_.rehearsal.has_value(), &interrupt_});
            const GateWorld world = gate_world(workspace_.project, workspace_.world, &executor_, &interrupt_);
            message.results =
                judge_gates(declared.gates, gate_candidate(workspace_, stage, std::move(result)), world);
        } catch (const Error& error) {
            message.interrupted = error.kind() == ErrorKind::interrupted;
            message.results = undecided_gates(declared.gates, declared.name, error.what());
        } catch (const std::exception& error) {
            message.results = undecided_gates(declared.gates, declared.name, error.what());
        }
        mailbox_.send(std::move(message));
    });
}

void Scheduler::on(GatesJudged& message) {
    const StageId stage = message.stage;
    release(stage);
    if (message.interrupted) return interrupt(stage);
    // What a model was made of comes before what it is worth.
    gate_failures_[stage] = blocking_reason(message.checks);
    if (gate_failures_[stage].empty()) gate_failures_[stage] = blocking_reason(message.results);
    for (CheckResult& result : message.checks) {
        reporter_.handle(CheckJudged{result});
        check_results_[stage].push_back(without_passes(std::move(result)));
    }
    for (const GateResult& result : message.results) reporter_.handle(GateJudged{result});
    gate_results_[stage] = std::move(message.results);
    const bool open = gate_failures_[stage].empty();
    block_dependents(stage, plan_.set(stage, open ? StageState::done : StageState::gate_failed));
}

}  // namespace mlpipe
