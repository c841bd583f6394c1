#include <CLI/CLI.hpp>

#include "deployment_options.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/registry/releases.hpp"
#include "mlpipe/report/deployment_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/run/garbage.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    DeploymentRequest request;
    std::string path, place, within = "60s", max_p99;
    ShadowRequest shadow;
    EventFlags event;
};

double seconds_of(const char* option, const std::string& text) {
    if (const auto seconds = text::parse_duration(text)) return *seconds;
    throw Error(ErrorKind::usage, std::string(option) + " '" + printable(text) +
                                      "' is no duration: it takes the form of 60s, 1.5m or 250ms");
}

std::optional<ShadowRequest> shadow_of(const Flags& flags, double within_s, const Context& context) {
    if (flags.shadow.requests.empty() != flags.shadow.answer.empty())
        throw Error(ErrorKind::usage,
                    "--shadow FILE and --answer CMD need each other: what is asked, and what "
                    "answers");
    ShadowRequest shadow = flags.shadow;
    if (!flags.max_p99.empty()) shadow.limits.p99_s = seconds_of("--max-p99", flags.max_p99);
    const bool limited = shadow.limits.disagreement || shadow.limits.p99_ratio || shadow.limits.p99_s;
    if (flags.shadow.requests.empty() && limited)
        throw Error(ErrorKind::usage,
                    "a limit on the comparison needs the comparison: --shadow FILE --answer CMD");
    if (flags.shadow.requests.empty()) return std::nullopt;
    shadow.requests = path::join(context.directory, shadow.requests);
    shadow.patience_s = within_s;
    return shadow;
}

int execute(const Flags& flags, Context& context) {
    const Project project = context.project_without_pipeline();
    DeploymentRequest request = flags.request;
    request.place = release_place(project, context, flags.place);
    request.path = path::join(context.directory, flags.path);
    request.working_directory = context.directory;
    request.within_s = seconds_of("--within", flags.within);
    request.shadow = shadow_of(flags, request.within_s, context);
    request.why = flags.event.why;
    check_deployment(project, request.model, flags.event, context);
    create_state_directory(posix_file_system(), project);
    register_with_store(posix_file_system(), project);
    const DeploymentWorld world = deployment_world(project, context, flags.event.json);
    const FileLock lock = Releases(world.files, request.place, request.model).lock();
    return conclude(deploy(request, world), flags.event, project, context, deployment_text);
}

}  // namespace

void add_model_deploy(CLI::App& model, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    DeploymentRequest& request = flags->request;
    ShadowRequest& shadow = flags->shadow;
    CLI::App& command = *model.add_subcommand(
        "deploy",
        "Place a model as a release, try it, make it live, and go back by itself when it is not well");
    command.add_option("model", request.model, "The model's name")->required();
    command.add_option("path", flags->path, "Its file or directory")->required();
    add_place_option(command, flags->place);
    command.add_option("--alias", request.alias,
                       "The alias that points to what is live; without it production");
    command.add_option("--smoke", request.smoke, "A command that tries the release before it is live");
    command.add_option("--activate", request.activate,
                       "A command that makes whoever serves the model take the one that 'current' leads to");
    command.add_option("--health", request.health,
                       "A command that succeeds when the model is served well; repeated until it does");
    command.add_option("--within", flags->within,
                       "How long that may take, and an answer under --shadow: 60s without it");
    command.add_option(
        "--shadow", shadow.requests,
        "Requests, one JSON document a line, that the release and what is live both answer first");
    command.add_option(
        "--answer", shadow.answer,
        "The command that answers them: one line on its input, one JSON document on its output");
    command.add_option("--tolerance", shadow.tolerance, "By how much numbers may differ; 1e-6 without it")
        ->check(CLI::NonNegativeNumber);
    command
        .add_option("--max-disagreement", shadow.limits.disagreement,
                    "The share of requests that may be answered differently, 0 to 1")
        ->check(CLI::Range(0.0, 1.0));
    command
        .add_option("--max-p99-ratio", shadow.limits.p99_ratio,
                    "How much slower the 99th percentile may be: 1.5 is half as long again")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--max-p99", flags->max_p99, "How long the 99th percentile may take, such as 50ms");
    add_event_options(command, flags->event);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
