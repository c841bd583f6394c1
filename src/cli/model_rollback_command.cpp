#include <CLI/CLI.hpp>

#include "deployment_options.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/registry/releases.hpp"
#include "mlpipe/report/deployment_text.hpp"
#include "model_command.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    RollbackRequest request;
    std::string place;
    bool json = false;
};

int execute(const Flags& flags, Context& context) {
    const Project project = context.project_without_pipeline();
    RollbackRequest request = flags.request;
    request.place = release_place(project, context, flags.place);
    const DeploymentWorld world = deployment_world(project, context, flags.json);
    Releases releases(world.files, request.place, request.model);
    releases.check_deployed();
    const FileLock lock = releases.lock();
    const DeploymentReport report = roll_back(request, world);
    flags.json ? context.print_json(to_value(report))
               : context.print(rollback_text(report, context.out.style));
    return exit_code(report);
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
    command.add_option("-m,--why", flags->request.why, "Why, for the history");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
