#include <CLI/CLI.hpp>

#include "mlpipe/report/model_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "model_command.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string model, path, version, alias;
    bool major = false, minor = false;
    EventFlags event;
};

NewVersion wanted_version(const Flags& flags, ArtifactAt artifact) {
    NewVersion wanted;
    wanted.model = flags.model;
    wanted.artifact = std::move(artifact);
    wanted.version = flags.version;
    if (flags.major) wanted.part = NewVersion::Part::major;
    if (flags.minor) wanted.part = NewVersion::Part::minor;
    wanted.why = flags.event.why;
    return wanted;
}

std::string as_text(const Registry::Registered& registered) {
    const ModelVersion& version = registered.version;
    std::string text =
        (registered.created ? "Registered " : "Registered already: ") + version_line(version) + "\n";
    if (!version.run.empty())
        text += "made by " + printable(version.stage) + " in run " + printable(version.run) + "\n";
    else if (version.pipeline_file.empty())
        text += "no run is known that has made it\n";
    return text;
}

int execute(const Flags& flags, Context& context) {
    const Project project = context.project_without_pipeline();
    Registry registry = open_registry(project, context);
    registry.check_writable(flags.model);
    check_push(registry, flags.event);
    const auto tell = [&](const std::string& text) {
        if (!flags.event.json) context.print(text);
    };
    const IndexAtTheEnd index(registry, context);
    const Registry::Registered registered =
        registry.register_version(wanted_version(flags, store_artifact_at(flags.path, project, context)));
    const ModelVersion& version = registered.version;
    tell(as_text(registered));
    std::optional<ModelEvent> moved;
    if (!flags.alias.empty())
        moved = registry.assign(version.model, flags.alias, version.version, flags.event.why);
    if (moved) tell(event_line(*moved) + "\n");
    std::vector<std::string> tags{version.tag};
    if (!flags.alias.empty()) tags.push_back(registry.last_move(version.model, flags.alias)->tag);
    const std::string remote = push_events(registry, flags.event, tags);
    if (!remote.empty()) tell("Pushed to " + printable(remote) + "\n");
    if (flags.event.json)
        context.print_json(Value::Map{{"created", registered.created},
                                      {"version", to_value(version)},
                                      {"event", moved ? to_value(*moved) : Value()},
                                      {"pushed", pushed_value(remote)}});
    return exit_done;
}

}  // namespace

void add_model_register(CLI::App& model, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *model.add_subcommand("register", "Make a file or directory a version of a model");
    command.add_option("name", flags->model, "The model's name")->required();
    command
        .add_option("path", flags->path, "The file or directory; what a run has made is found again by it")
        ->required();
    auto* version = command.add_option("--version", flags->version,
                                       "v1.2.0; without it the next after the highest, a patch");
    auto* major = command.add_flag("--major", flags->major, "The next major version")->excludes(version);
    command.add_flag("--minor", flags->minor, "The next minor version")->excludes(version)->excludes(major);
    command.add_option("--alias", flags->alias, "Let this alias point to it, too");
    add_event_options(command, flags->event);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
