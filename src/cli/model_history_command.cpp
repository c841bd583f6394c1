#include <CLI/CLI.hpp>
#include <algorithm>

#include "mlpipe/report/model_text.hpp"
#include "model_command.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string model;
    std::size_t limit = 20;
    bool json = false;
};

// The newest first.
std::vector<ModelEvent> events_of(const Registry& registry, const Flags& flags) {
    std::vector<std::string> models = registry.models();
    if (!flags.model.empty()) {
        registry.check_model(flags.model);
        models = {flags.model};
    }
    std::vector<ModelEvent> events;
    for (const std::string& model : models)
        for (ModelEvent& event : registry.history(model)) events.push_back(std::move(event));
    std::reverse(events.begin(), events.end());
    std::stable_sort(events.begin(), events.end(),
                     [](const auto& left, const auto& right) { return left.when_ns > right.when_ns; });
    if (flags.limit > 0 && events.size() > flags.limit) events.resize(flags.limit);
    return events;
}

int execute(const Flags& flags, Context& context) {
    const Registry registry = open_registry(context.project_without_pipeline(), context);
    const std::vector<ModelEvent> events = events_of(registry, flags);
    if (flags.json) {
        context.print_json(Value::Map{{"events", to_value(events)}});
        return exit_done;
    }
    context.print(model_events_text(events, context.out.style));
    if (events.size() == flags.limit && context.out.terminal)
        context.tell("The last " + std::to_string(flags.limit) + "; --limit 0 lists all.\n");
    return exit_done;
}

}  // namespace

void add_model_history(CLI::App& model, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command =
        *model.add_subcommand("history", "What happened to a model, by whom and why, the newest first");
    command.add_option("name", flags->model, "A model's name; without it all models");
    command.add_option("-n,--limit", flags->limit, "At most so many; 0: all. 20 without it");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
