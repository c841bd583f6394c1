#include <CLI/CLI.hpp>

#include "mlpipe/report/model_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "model_command.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string model, alias = "production";
    EventFlags event;
};

std::string as_text(const std::optional<ModelEvent>& moved, const ModelVersion& version,
                    const std::string& alias) {
    if (!moved)
        return printable(alias + " of " + version.model + " is " + version.version + " already") + "\n";
    std::string text = event_line(*moved) + "\n";
    for (const std::string& person : moved->approved_by) text += "approved by " + printable(person) + "\n";
    return text;
}

int execute(const Flags& flags, Context& context) {
    const ModelWord word = parse_model_word(flags.model);
    Registry registry = open_registry(context.project_without_pipeline(), context);
    check_push(registry, flags.event);
    const IndexAtTheEnd index(registry, context);
    const ModelVersion version = registry.known(word.model, word.which);
    const auto moved = registry.assign(word.model, flags.alias, version.version, flags.event.why);
    if (!flags.event.json) context.print(as_text(moved, version, flags.alias));
    // Also of an alias that is there already: its push may have failed.
    const std::string remote =
        push_events(registry, flags.event, {registry.last_move(word.model, flags.alias)->tag});
    if (flags.event.json)
        context.print_json(Value::Map{{"version", to_value(version)},
                                      {"event", moved ? to_value(*moved) : Value()},
                                      {"pushed", pushed_value(remote)}});
    else if (!remote.empty())
        context.print("Pushed to " + printable(remote) + "\n");
    return exit_done;
}

}  // namespace

void add_model_promote(CLI::App& model, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *model.add_subcommand("promote", "Let an alias point to a version");
    add_model_word(command, flags->model)->required();
    command.add_option("--to", flags->alias, "The alias; without it production");
    add_event_options(command, flags->event);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
