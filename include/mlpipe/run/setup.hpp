// `environment.setup`: the command that prepares what the stages need, run as a stage would be.
#pragma once
#include <string>

#include "mlpipe/run/run.hpp"

namespace mlpipe {

// Runs it in the folder of the pipeline file; its lines go to the reporter, as those of a stage with the name
// of the key. nullopt when it succeeded or there is none, else why it failed, one line. Takes no lock: for
// directories that nobody else uses.
std::optional<std::string> run_setup(const Project& project, const Pipeline& pipeline, World& world,
                                     Reporter& reporter, Interrupt& interrupt);

}  // namespace mlpipe
