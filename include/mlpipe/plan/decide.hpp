// The one decision: skip, restore or run a stage. Pure: facts in, decision out; `run` gathers the facts, and `status`,
// `why` and `--dry-run` ask the same question.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

// A recorded success with the key in question, or the lock's entry whatever its key.
struct Candidate {
    const StageRecord* record = nullptr;
    bool in_lock = false;
};

struct DecisionFacts {
    const Stage* stage = nullptr;
    StageKey key;
    const StageInputs* inputs = nullptr;

    const StageRecord* lock = nullptr;        // the lock's entry, whatever its key; null: none
    std::vector<const StageRecord*> records;  // other successes with this key, newest first
    // What stands in the workspace now, parallel to the stage's outputs (by path order of `inputs->outputs`).
    std::vector<std::optional<Reference>> present;

    bool forced = false;
    // For stages with side effects and stages without outputs: does the latest execution here have this key, and did
    // it succeed?
    bool latest_execution_matches = false;
    std::optional<std::string> stale;  // `refresh:` says every success is too old: the reason
    // Whether all outputs of a record can be had from the store.
    std::function<bool(const StageRecord&)> restorable;
};

struct DecisionResult {
    Decision decision;
    const StageRecord* record = nullptr;  // what to skip to or restore; null when the stage must run
};

DecisionResult decide(const DecisionFacts& facts);

}  // namespace mlpipe
