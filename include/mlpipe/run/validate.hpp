// Everything that would keep a pipeline from starting, found without starting it.
#pragma once
#include <cstddef>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct Validation {
    std::size_t stages = 0;          // where the file could be read
    std::vector<Diagnostic> errors;  // sorted by file and position; none: the pipeline is valid
};

// The file itself; if that is sound the edges between its stages; and if those are, that the parameters and
// the sources it names are there. Throws Error for what no file is to blame for.
Validation validate(const Project& project, World& world);

}  // namespace mlpipe
