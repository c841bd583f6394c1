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

int execute(const Flags& flags, Context& context) {
    const ModelWord word = parse_model_word(flags.model);
    if (word.which.empty())
        throw Error(ErrorKind::usage,
                    "say which version is deprecated: " + printable(word.model) + "@VERSION");
    Registry registry = open_registry(context.project_without_pipeline(), context);
    check_push(registry, flags.event);
    const IndexAtTheEnd index(registry, context);
    const ModelEvent event = registry.deprecate(word.model, word.which, flags.event.why);
    if (!flags.event.json) context.print(event_line(event) + "\n");
    const std::string remote = push_events(registry, flags.event, {event.tag});
    if (flags.event.json)
        context.print_json(Value::Map{{"event", to_value(event)}, {"pushed", pushed_value(remote)}});
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
