#include "deployment_options.hpp"

#include "mlpipe/base/path.hpp"
#include "mlpipe/report/deployment_text.hpp"
#include "registry_place.hpp"

namespace mlpipe::cli {

void add_place_option(CLI::App& command, std::string& place) {
    command.add_option("--to", place,
                       "The folder of all releases; without it releases/ in the project's root");
}

std::string release_place(const Project& project, const Context& context, const std::string& given) {
    return given.empty() ? path::join(project.root, "releases") : path::join(context.directory, given);
}

DeploymentWorld deployment_world(const Project& project, Context& context, bool json) {
    World world = context.world();
    const auto tell = [&context, json](const DeploymentEvent& event) {
        json ? context.tell(deployment_event_text(event, context.err.style))
             : context.print(deployment_event_text(event, context.out.style));
    };
    return {registry_place(project, context),
            posix_file_system(),
            project.store_directory(),
            context.environment,
            world.make_executor,
            tell,
            context.interrupt};
}

int exit_code(const DeploymentReport& report) {
    if (report.interrupted) return exit_interrupted;
    if (report.outcome == DeploymentReport::Outcome::gated) return exit_gate;
    return report.outcome == DeploymentReport::Outcome::live && report.error.empty() ? exit_done
                                                                                     : exit_failed;
}

}  // namespace mlpipe::cli
