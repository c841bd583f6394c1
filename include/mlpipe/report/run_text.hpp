// A recorded run for people: what `show` prints.
#pragma once
#include <string>

#include "mlpipe/model/run_record.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

// The run, its executions, and where it ran.
std::string run_text(const RunRecord& run, const TextStyle& style);
// One execution whole: command, inputs with digests, parameters, outputs, resources.
std::string execution_text(const Execution& execution, const TextStyle& style);

Tone tone_of(ExecutionStatus status);
Tone tone_of(RunStatus status);

}  // namespace mlpipe
