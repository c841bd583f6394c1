#include "registry_place.hpp"

#include "context.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::cli {

RegistryPlace registry_place(const Project& project) {
    return {posix_file_system(),
            system_clock(),
            project.root,
            project.state_directory(),
            project.lineage_file(),
            "",
            "",
            false,
            {}};
}

RegistryPlace registry_place(const Project& project, const Context& context) {
    RegistryPlace place = registry_place(project);
    place.approvals = project.config.approvals;
    place.replay = context.variable("MLPIPE_REPLAY").has_value();
    // A stage may work on another project: its run is none of that one's.
    const auto root = context.variable("MLPIPE_ROOT");
    if (!root || path::normalise(*root) != project.root) return place;
    place.run = context.variable("MLPIPE_RUN_ID").value_or("");
    place.stage = context.variable("MLPIPE_STAGE").value_or("");
    return place;
}

}  // namespace mlpipe::cli
