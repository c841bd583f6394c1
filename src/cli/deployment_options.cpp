#include "deployment_options.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/report/deployment_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "registry_place.hpp"

namespace mlpipe::cli {
namespace {

// What is live stays so: a push that fails can be done again. The remote; "": none.
std::string push(DeploymentReport& report, const EventFlags& flags, const Project& project,
                 const Context& context) {
    if (!flags.pushes() || report.outcome != DeploymentReport::Outcome::live) return {};
    Registry registry = open_registry(project, context);
    const IndexAtTheEnd index(registry, context);
    const auto moved = registry.last_move(report.model, report.alias);
    if (!moved) return {};
    try {
        return push_events(registry, flags, {moved->tag});
    } catch (const Error& error) {
        report.error = std::string("it is live, but that could not be pushed: ") + error.what();
        return {};
    }
}

int exit_code(const DeploymentReport& report) {
    if (report.interrupted) return exit_interrupted;
    if (report.outcome == DeploymentReport::Outcome::gated) return exit_gate;
    return report.outcome == DeploymentReport::Outcome::live && report.error.empty() ? exit_done
                                                                                     : exit_failed;
}

}  // namespace

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
            project.stat_cache_file(),
            context.environment,
            world.make_executor,
            tell,
            context.interrupt};
}

void check_deployment(const Project& project, const std::string& model, const EventFlags& flags,
                      const Context& context) {
    const Registry registry = open_registry(project, context);
    registry.check_writable(model);
    check_push(registry, flags);
}

int conclude(DeploymentReport report, const EventFlags& flags, const Project& project, Context& context,
             ReportText text) {
    const std::string remote = push(report, flags, project, context);
    if (flags.json) {
        Value document = to_value(report);
        document.set("pushed", pushed_value(remote));
        context.print_json(document);
        return exit_code(report);
    }
    context.print(text(report, context.out.style));
    if (!remote.empty()) context.print("Pushed to " + printable(remote) + "\n");
    return exit_code(report);
}

}  // namespace mlpipe::cli
