// An edit that cannot matter, taken as such: the outputs in place are recorded under the stage's new key,
// without running it. The record says so for good, with who and why.
#pragma once
#include <string>

#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct AcceptOptions {
    std::string stage, why, by;
    double wait_s = 0;  // for the project lock
    std::vector<std::string> arguments;
};

// Throws Error(usage) when the stage is unknown, has nothing to accept, or its inputs or outputs are not all
// there.
RunRecord accept(const Project& project, const AcceptOptions& options, World& world, Interrupt& interrupt);

}  // namespace mlpipe
