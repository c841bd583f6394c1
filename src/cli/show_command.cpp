#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/report/model_text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/run_text.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "registry_place.hpp"

namespace mlpipe::cli {
namespace {

// The document of a run has its executions in order; the one of a stage is taken from there, so that both
// agree.
Value execution_value(const RunRecord& run, const Execution& execution) {
    const auto place = static_cast<std::size_t>(&execution - run.executions.data());
    const Value document = to_value(run);
    Value value = document.find("executions")->as_list()->at(place);
    value.set("run", run.id);
    return value;
}

// The registry is not the run's: where it cannot be read, the run is shown all the same.
std::vector<ModelEvent> events_of_run(const RunRecord& run, const Project& project, const Context& context) {
    try {
        return Registry::open(registry_place(project)).events_of_run(run.id);
    } catch (const Error& error) {
        context.tell("note: the registered models cannot be read: " + printable_text(error.what()) + "\n");
        return {};
    }
}

void show_run(const RunRecord& run, const std::vector<ModelEvent>& models, bool json,
              const Context& context) {
    if (json) {
        Value document = to_value(run);
        if (!models.empty()) document.set("models", to_value(models));
        context.print_json(document);
        return;
    }
    context.print(run_text(run, context.out.style));
    if (!models.empty()) context.print("\nmodels\n" + model_events_text(models, context.out.style));
}

int execute(const std::string& id, const std::string& stage, bool json, Context& context) {
    const World world = context.world();
    const Project project = context.project_without_pipeline();
    PastRuns past(world.files, project);
    const RunRecord run = past.find(id);
    if (stage.empty()) {
        show_run(run, events_of_run(run, project, context), json, context);
        return exit_done;
    }
    const Execution& execution = find_execution(run, stage);
    if (json) {
        context.print_json(execution_value(run, execution));
        return exit_done;
    }
    context.print("run         " + printable(run.id) + "\n" + execution_text(execution, context.out.style));
    return exit_done;
}

}  // namespace

void add_show(CLI::App& app, Context& context, const Choose& choose) {
    struct Flags {
        std::string run = "latest", stage;
        bool json = false;
    };
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand("show", "One run, or one stage of it, with all that is known");
    command.add_option("run", flags->run, "An id or the beginning of one; without it the latest run");
    command.add_option("--stage", flags->stage, "This stage's execution alone, with its inputs and outputs");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback([flags, &context, choose] {
        choose([flags, &context] { return execute(flags->run, flags->stage, flags->json, context); });
    });
}

}  // namespace mlpipe::cli
