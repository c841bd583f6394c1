// What tells two environments apart: machine, interpreters, packages.
#pragma once
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

struct SeenEnvironment {
    MachineEnvironment machine;
    std::vector<InterpreterEnvironment> interpreters;
};

// Fields: os, kernel, cpu, cpus, memory, gpu, interpreter (named by its program) and package. What one side
// does not know is no difference. Interpreters are compared by the names of their programs, without version
// numbers; where each side has one, these two.
std::vector<Change> environment_changes(const SeenEnvironment& before, const SeenEnvironment& after);

}  // namespace mlpipe
