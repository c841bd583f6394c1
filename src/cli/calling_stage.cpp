#include "calling_stage.hpp"

#include "context.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::cli {

CallingStage calling_stage(const Project& project, const Context& context) {
    // A stage may work on another project: its run is none of that one's.
    const auto root = context.variable("MLPIPE_ROOT");
    if (!root || path::normalise(*root) != project.root) return {};
    return {context.variable("MLPIPE_RUN_ID").value_or(""), context.variable("MLPIPE_STAGE").value_or("")};
}

}  // namespace mlpipe::cli
