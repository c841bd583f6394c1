// The stage key: SHA-256 over everything that decides a stage's result, and the difference between two sets
// of inputs. One visitor walks the fields for both, so that the key and its explanation cannot disagree.
// docs/format.md has the encoding; an absent optional field is not encoded.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

StageKey stage_key(const StageInputs& inputs);
// The text whose SHA-256 is the stage key, for checking one by hand.
std::string key_text(const StageInputs& inputs);
// Whether a record is about the inputs that its key stands for. One from elsewhere need not be.
bool has_own_key(const StageRecord& record);
// What stands for a variable of `pass:` in StageInputs::passed; nullopt: it is not set.
Digest passed_digest(std::string_view name, std::optional<std::string_view> value);

// Each field that differs, in the order of the key's fields. Contents are shown by the first 12 digits of
// their digest; parameters that are maps are compared key by key.
std::vector<Change> changes(const StageInputs& before, const StageInputs& after);
// "parameter params.yaml:train.lr changed from 0.1 to 0.2", "3 dependencies changed: a, b, c".
std::string summary(const std::vector<Change>& changes);

// The part of the inputs that the pipeline alone decides: command, working directory, declared environment,
// outputs. Sorted as StageInputs wants it.
StageInputs declared_inputs(const Stage& stage);

}  // namespace mlpipe
