#include "mlpipe/plan/plan.hpp"

#include <algorithm>
#include <stdexcept>

namespace mlpipe {
namespace {

constexpr std::size_t state_count = static_cast<std::size_t>(StageState::interrupted) + 1;

bool may_move(StageState from, StageState to) {
    using enum StageState;
    // A run that is interrupted leaves stages in any state; gates and `when:` speak before or while deciding.
    switch (from) {
        case waiting:
            return to == ready || to == blocked || to == held || to == interrupted;
        case ready:
            return to == deciding || to == blocked || to == held || to == interrupted;
        case deciding:
            return to == admitted || to == restoring || to == gating || to == done || to == failed ||
                   to == blocked || to == held || to == interrupted;
        case admitted:
            return to == running || to == failed || to == blocked || to == interrupted;
        case running:
            return to == gating || to == done || to == failed || to == interrupted;
        // What cannot be restored after all (a damaged object) runs.
        case restoring:
            return to == gating || to == done || to == admitted || to == failed || to == interrupted;
        case gating:
            return to == done || to == gate_failed || to == interrupted;
        case outside:
        case done:
        case failed:
        case gate_failed:
        case blocked:
        case held:
        case interrupted:
            return false;
    }
    return false;
}

}  // namespace

const char* to_string(StageState state) {
    switch (state) {
        case StageState::outside:
            return "outside";
        case StageState::waiting:
            return "waiting";
        case StageState::ready:
            return "ready";
        case StageState::deciding:
            return "deciding";
        case StageState::admitted:
            return "admitted";
        case StageState::running:
            return "running";
        case StageState::restoring:
            return "restoring";
        case StageState::gating:
            return "gating";
        case StageState::done:
            return "done";
        case StageState::failed:
            return "failed";
        case StageState::gate_failed:
            return "gate_failed";
        case StageState::blocked:
            return "blocked";
        case StageState::held:
            return "held";
        case StageState::interrupted:
            return "interrupted";
    }
    return "outside";
}

Plan::Plan(const Graph& graph, const std::vector<bool>& selected, std::vector<double> priority)
    : graph_(graph),
      priority_(std::move(priority)),
      states_(graph.size(), StageState::outside),
      pending_(graph.size()),
      counts_(state_count) {
    priority_.resize(graph.size());
    for (StageId stage = 0; stage < graph.size(); ++stage) {
        if (!selected.at(stage)) continue;
        for (const Graph::Edge& edge : graph.upstream(stage))
            if (selected[edge.stage]) ++pending_[stage];
        states_[stage] = pending_[stage] == 0 ? StageState::ready : StageState::waiting;
        if (pending_[stage] == 0) ready_.push_back(stage);
    }
    for (const StageState state : states_) ++counts_[static_cast<std::size_t>(state)];
    std::make_heap(ready_.begin(), ready_.end(), after());
}

std::vector<StageId> Plan::set(StageId stage, StageState state) {
    const StageState old = states_.at(stage);
    if (!may_move(old, state) || (state == StageState::ready && pending_[stage] != 0))
        throw std::logic_error("stage " + std::to_string(stage) + " cannot go from " + to_string(old) +
                               " to " + to_string(state));
    move(stage, state);
    std::vector<StageId> blocked;
    if (state == StageState::done) release_dependents(stage);
    if (state == StageState::failed || state == StageState::gate_failed || state == StageState::blocked ||
        state == StageState::held)
        blocked = block_dependents(stage);
    while (!ready_.empty() && states_[ready_.front()] != StageState::ready) {
        std::pop_heap(ready_.begin(), ready_.end(), after());
        ready_.pop_back();
    }
    return blocked;
}

void Plan::move(StageId stage, StageState state) {
    --counts_[static_cast<std::size_t>(states_[stage])];
    ++counts_[static_cast<std::size_t>(state)];
    if (states_[stage] == StageState::admitted) {
        const auto order = [&](StageId a, StageId b) { return before(a, b); };
        admitted_.erase(std::lower_bound(admitted_.begin(), admitted_.end(), stage, order));
    }
    states_[stage] = state;
    if (state == StageState::ready) {
        ready_.push_back(stage);
        std::push_heap(ready_.begin(), ready_.end(), after());
    } else if (state == StageState::admitted) {
        const auto order = [&](StageId a, StageId b) { return before(a, b); };
        admitted_.insert(std::lower_bound(admitted_.begin(), admitted_.end(), stage, order), stage);
    }
}

void Plan::release_dependents(StageId stage) {
    for (const Graph::Edge& edge : graph_.downstream(stage)) {
        if (states_[edge.stage] == StageState::outside) continue;
        if (--pending_[edge.stage] == 0 && states_[edge.stage] == StageState::waiting)
            move(edge.stage, StageState::ready);
    }
}

std::vector<StageId> Plan::block_dependents(StageId stage) {
    std::vector<StageId> blocked, reached{stage};
    while (!reached.empty()) {
        const StageId from = reached.back();
        reached.pop_back();
        for (const Graph::Edge& edge : graph_.downstream(from)) {
            if (states_[edge.stage] != StageState::waiting) continue;
            move(edge.stage, StageState::blocked);
            blocked.push_back(edge.stage);
            reached.push_back(edge.stage);
        }
    }
    std::sort(blocked.begin(), blocked.end());
    return blocked;
}

std::optional<StageId> Plan::next_ready() const {
    if (ready_.empty()) return std::nullopt;
    return ready_.front();
}

bool Plan::finished() const {
    for (const StageState state :
         {StageState::waiting, StageState::ready, StageState::deciding, StageState::admitted,
          StageState::running, StageState::restoring, StageState::gating})
        if (count(state) != 0) return false;
    return true;
}

}  // namespace mlpipe
