// Where the ready-made pipelines lie that come with this program.
#pragma once
#include <string>

#include "context.hpp"

namespace mlpipe::cli {

// MLPIPE_TEMPLATES where it is set; beside an installed program ../share/mlpipe/pipelines; for one that was
// just built the `pipelines` of the source tree around it. Throws Error(failed) when there is none.
std::string find_templates(const Context& context);

}  // namespace mlpipe::cli
