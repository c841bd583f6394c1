// From the result of a stage to the verdicts of its gates: reads its metrics from the working tree, or from the
// store where they are not there. Any thread.
#pragma once
#include <vector>

#include "mlpipe/quality/gates.hpp"
#include "mlpipe/run/run.hpp"
#include "mlpipe/store/store.hpp"
#include "workspace.hpp"

namespace mlpipe {

// What a stage read and made, as far as it is known.
struct StageResult {
    StageInputs inputs;
    std::vector<ArtifactAt> outputs;
};

Candidate gate_candidate(const Workspace& workspace, StageId stage, StageResult result);

// `executor` carries out what has to be evaluated anew; null: only what is known can be told.
GateWorld gate_world(const Project& project, const World& world, Executor* executor,
                     const Interrupt* interrupt);

}  // namespace mlpipe
