// The one decision: skip, restore or run a stage. Pure: facts in, decision out; `run` gathers the facts, and
// `status`, `why` and `--dry-run` ask the same question.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

struct DecisionFacts {
    const Stage* stage = nullptr;
    StageKey key;
    const StageInputs* inputs = nullptr;

    const StageRecord* lock = nullptr;        // the lock's entry, whatever its key; null: none
    std::vector<const StageRecord*> records;  // other successes with this key, newest first
    // What stands in the workspace now, parallel to the stage's outputs (by path order of `inputs->outputs`).
    std::vector<std::optional<Reference>> present;

    bool forced = false;
    // For stages with side effects and stages without outputs: does the latest execution here have this key,
    // and did it succeed?
    bool latest_execution_matches = false;
    std::optional<std::string> stale;  // `refresh:` says every success is too old: the reason
    // Whether all outputs of a record can be had from the store.
    std::function<bool(const StageRecord&)> restorable;
};

struct DecisionResult {
    Decision decision;
    // What to skip to or restore; null when the stage must run, and for a frozen stage whose outputs are as
    // no record has them. A frozen stage is restored by its missing outputs alone: the others stay as they
    // are.
    const StageRecord* record = nullptr;
};

// A record counts only with this key and with exactly the declared outputs. In this order:
// - frozen: skip if the outputs are there; else restore the missing ones from the lock; else blocked
// - forced, always_changed, stale: run
// - side effects or no outputs, and the latest execution here is no success with this key: run
// - the workspace equals the lock's entry: skip
// - the lock's entry can be restored: restore
// - the workspace equals another record: skip
// - another record can be restored, the newest first: restore
// - else run
// Nothing is restored while a modified output with `persist` stands in the workspace.
DecisionResult decide(const DecisionFacts& facts);

}  // namespace mlpipe
