// The stage key: SHA-256 over everything that decides a stage's result, and the difference between two sets of inputs.
// One visitor walks the fields for both, so that the key and its explanation cannot disagree. docs/format.md has the
// encoding; an absent optional field is not encoded.
#pragma once
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

StageKey stage_key(const StageInputs& inputs);

// Each field that differs, in the order of the key's fields.
std::vector<Change> changes(const StageInputs& before, const StageInputs& after);
// "parameter params.yaml:train.lr changed from 0.1 to 0.2", "3 dependencies changed: a, b, c".
std::string summary(const std::vector<Change>& changes);

// The part of the inputs that the pipeline alone decides: command, working directory, declared environment, outputs.
// Sorted as StageInputs wants it.
StageInputs declared_inputs(const Stage& stage);

}  // namespace mlpipe
