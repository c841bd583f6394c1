#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/report/status_text.hpp"
#include "mlpipe/run/status.hpp"
#include "selection_options.hpp"

namespace mlpipe::cli {
namespace {

Value as_value(const StageStatus& status) {
    Value::List changes;
    for (const Change& change : status.decision.changes) {
        changes.emplace_back(Value::Map{{"field", json_text(change.field)},
                                        {"name", json_text(change.name)},
                                        {"before", json_text(change.before)},
                                        {"after", json_text(change.after)}});
    }
    Value document = Value::Map{{"stage", json_text(status.stage)},
                                {"decision", Value(to_string(status.decision.kind))},
                                {"reason", json_text(status.decision.reason)},
                                {"changes", std::move(changes)}};
    if (status.accepted) document.set("accepted", true);
    return document;
}

// One stage is one object, as most ask for one; a pattern that names several is a list under "stages".
Value as_value(const std::vector<StageStatus>& stages) {
    if (stages.size() == 1) return as_value(stages.front());
    Value::List all;
    for (const StageStatus& status : stages) all.push_back(as_value(status));
    return Value::Map{{"stages", std::move(all)}};
}

int execute(const ChosenStages& chosen, bool json, Context& context) {
    RunOptions options;
    options.selection = chosen.selection();
    options.working_directory = context.directory;
    if (options.selection.targets.empty()) {
        throw Error(ErrorKind::usage,
                    "'mlpipe why' wants a stage or an output; 'mlpipe status' tells of all stages");
    }
    World world = context.world();
    const std::vector<StageStatus> stages = explain(chosen.project(context), options, world);
    if (json) {
        context.print_json(as_value(stages));
        return exit_done;
    }
    std::string text;
    for (const StageStatus& status : stages) {
        text += why_text({status.stage, status.decision, status.accepted}, context.out.style);
    }
    context.print(text);
    return exit_done;
}

}  // namespace

void add_why(CLI::App& app, Context& context, const Choose& choose) {
    CLI::App& command = *app.add_subcommand(
        "why", "Why a stage would run or not: each changed field, old and new; runs nothing");
    const std::shared_ptr<ChosenStages> chosen = add_selection(command, false);
    auto json = std::make_shared<bool>(false);
    command.add_flag("--json", *json, "One JSON document on standard output");
    command.callback([chosen, json, &context, choose] {
        choose([chosen, json, &context] { return execute(*chosen, *json, context); });
    });
}

}  // namespace mlpipe::cli
