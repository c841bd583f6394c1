#include <CLI/CLI.hpp>

#include "mlpipe/base/error.hpp"
#include "mlpipe/report/model_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "model_command.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string model;
    EventFlags event;
};

// Also of a version that was deprecated before: its push may have failed.
ModelEvent deprecation_of(const Registry& registry, const ModelVersion& version) {
    ModelEvent found;
    for (const ModelEvent& event : registry.history(version.model))
        if (event.kind == ModelEvent::Kind::deprecated &&
            (event.version.empty() || event.version == version.version))
            found = event;
    return found;
}

int execute(const Flags& flags, Context& context) {
    const ModelWord word = parse_model_word(flags.model);
    if (word.which.empty())
        throw Error(ErrorKind::usage,
                    "say which version is deprecated: " + printable(word.model) + "@VERSION");
    Registry registry = open_registry(context.project_without_pipeline(), context);
    check_push(registry, flags.event);
    const IndexAtTheEnd index(registry, context);
    const ModelVersion version = registry.known(word.model, word.which);
    const auto event = registry.deprecate(word.model, version.version, flags.event.why);
    if (!flags.event.json)
        context.print(event ? event_line(*event) + "\n"
                            : printable(version.model + " " + version.version) + " is deprecated already\n");
    const std::string remote = push_events(registry, flags.event, {deprecation_of(registry, version).tag});
    if (flags.event.json)
        context.print_json(
            Value::Map{{"event", event ? to_value(*event) : Value()}, {"pushed", pushed_value(remote)}});
    else if (!remote.empty())
        context.print("Pushed to " + printable(remote) + "\n");
    return exit_done;
}

}  // namespace

void add_model_deprecate(CLI::App& model, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command =
        *model.add_subcommand("deprecate", "Take a version out of use: no alias can be moved to it any more");
    command.add_option("model", flags->model, "NAME@WHICH: a version, or the beginning of a digest")
        ->required();
    add_event_options(command, flags->event)->required();
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
