// A stage's own command on another model: what production's model would be worth on the data of today. Runs in a
// clean directory as a replay, without side effects; the working tree is read only. The result is kept in the
// project's store as what it is, a success of that stage with those inputs, so that it is computed once.
// Several evaluations may go on at once, each with a call of its own.
#pragma once
#include <string>

#include "mlpipe/quality/baseline.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

// `executor` carries out the command, and ends it when it is told to; null: only what the store has is told.
// `parent_directory`: absolute, where the clean directory is made. What cannot be done is the answer's problem; throws
// Error(interrupted) when the command was ended.
Evaluation evaluate_model(const Project& project, const EvaluationQuestion& question, const World& world,
                          Executor* executor, const std::string& parent_directory);

}  // namespace mlpipe
