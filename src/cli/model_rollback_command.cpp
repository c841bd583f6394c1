#include <CLI/CLI.hpp>

#include "deployment_options.hpp"
#include "mlpipe/registry/releases.hpp"
#include "mlpipe/report/deployment_text.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    RollbackRequest request;
    std::string place;
    EventFlags event;
};

int execute(const Flags& flags, Context& context) {
    const Project project = context.project_without_pipeline();
    RollbackRequest request = flags.request;
    request.place = release_place(project, context, flags.place);
    request.why = flags.event.why;
    Releases releases(posix_file_system(), request.place, request.model);
    releases.check_deployed();
    // Going back needs no registry, so that one that is broken keeps nobody from it.
    if (flags.event.pushes()) check_deployment(project, request.model, flags.event, context);
    const DeploymentWorld world = deployment_world(project, context, flags.event.json);
    const FileLock lock = releases.lock();
    return conclude(roll_back(request, world), flags.event, project, context, rollback_text);
}

}  // namespace

void add_model_rollback(CLI::App& model, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *model.add_subcommand(
        "rollback", "Make the last good release before the one that is live live again, at once");
    command.add_option("model", flags->request.model, "The model's name")->required();
    add_place_option(command, flags->place);
    command.add_option("--alias", flags->request.alias,
                       "The alias to move; without it the one that the release had");
    add_event_options(command, flags->event);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
