// The states of a run's stages. `set` is the only function that moves a stage from state to state; everything
// else asks. Knows nothing of processes, files or time. One thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/plan/graph.hpp"

namespace mlpipe {

enum class StageState {
    outside,   // not part of this run
    waiting,   // for what is upstream
    ready,     // to be decided
    deciding,  // its inputs are being hashed
    admitted,  // must run; waits for resources
    running,
    restoring,
    gating,  // up to date; its gates are being judged
    done,    // ran, restored or skipped: dependents may start
    failed,
    gate_failed,  // up to date, and nothing may follow from it
    blocked,      // something upstream failed, was blocked or held
    held,
    interrupted,
};

const char* to_string(StageState state);

class Plan {
  public:
    // `priority` by stage: higher goes first among the ready ones.
    Plan(const Graph& graph, const std::vector<bool>& selected, std::vector<double> priority);

    // Legal moves only (an illegal one throws std::logic_error). `done` readies dependents whose upstream is
    // all done or outside; `failed`, `gate_failed`, `blocked` and `held` block what follows from the stage; `interrupted`,
    // which any stage that has not ended may become, does not. Returns the stages that became blocked by this
    // move, in the order of the file.
    std::vector<StageId> set(StageId stage, StageState state);

    StageState state(StageId stage) const { return states_[stage]; }
    // Of highest priority in this state; ties in the order of the file.
    std::optional<StageId> next_ready() const;
    const std::vector<StageId>& admitted() const { return admitted_; }  // by priority
    std::size_t count(StageState state) const { return counts_[static_cast<std::size_t>(state)]; }
    bool finished() const;  // nothing is waiting, ready, deciding, admitted, running, restoring or gating

  private:
    void move(StageId stage, StageState state);
    void release_dependents(StageId stage);
    std::vector<StageId> block_dependents(StageId stage);
    bool before(StageId a, StageId b) const {
        return priority_[a] != priority_[b] ? priority_[a] > priority_[b] : a < b;
    }
    auto after() const {
        return [this](StageId a, StageId b) { return before(b, a); };
    }

    const Graph& graph_;
    std::vector<double> priority_;
    std::vector<StageState> states_;
    std::vector<std::uint32_t> pending_;  // upstream stages of this run that are not done yet
    std::vector<StageId> ready_;          // a heap
    std::vector<StageId> admitted_;
    std::vector<std::size_t> counts_;
};

}  // namespace mlpipe
