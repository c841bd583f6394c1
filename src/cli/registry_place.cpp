#include "registry_place.hpp"

#include "calling_stage.hpp"
#include "context.hpp"
#include "mlpipe/base/clock.hpp"

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
    const CallingStage caller = calling_stage(project, context);
    place.run = caller.run;
    place.stage = caller.stage;
    return place;
}

}  // namespace mlpipe::cli
