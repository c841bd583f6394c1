// Gates judged on what stands in the working tree, without a run: those of the pipeline, or one that somebody
// asks for. Writes nothing but the stat cache; takes no lock. Main thread.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/gate.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct GateCheck {
    std::string pipeline;  // its name
    std::vector<GateResult> results;
};

// Of the targets of `options`, or of all stages, in DAG order. A stage that is not up to date leaves its gates
// undecided: what stands there is not its result. Throws PipelineError and, for unknown targets, Error(usage).
GateCheck check_gates(const Project& project, const RunOptions& options, World& world,
                      const Interrupt& interrupt);

// On the metrics as they stand there, whatever made them; of the stage that has the metric.
GateCheck check_gate(const Project& project, const Gate& gate, World& world, const Interrupt& interrupt);

// Into the record of the run that the asking program's stage belongs to, where that run goes on in this project.
void record_asked_gates(const Project& project, const std::string& run, const std::string& stage,
                        std::vector<GateResult> results);

}  // namespace mlpipe
