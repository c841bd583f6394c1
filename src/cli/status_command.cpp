#include "status_command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "commands.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/status_text.hpp"
#include "mlpipe/run/status.hpp"
#include "selection_options.hpp"

namespace mlpipe::cli {
namespace {

Value as_value(const std::vector<StageStatus>& stages) {
    Value list(Value::List{});
    for (const StageStatus& stage : stages) {
        Value entry;
        entry.set("stage", Value(stage.stage));
        entry.set("decision", Value(to_string(stage.decision.kind)));
        entry.set("reason", Value(stage.decision.reason));
        if (stage.accepted) entry.set("accepted", Value(true));
        list.push(std::move(entry));
    }
    Value document;
    document.set("stages", std::move(list));
    return document;
}

}  // namespace

int print_status(const Project& project, const RunOptions& options, const StatusPrinting& how,
                 Context& context) {
    World world = context.world();
    const std::vector<StageStatus> stages = status(project, options, world);
    for (const std::string& warning : lock_warnings(project, world.files)) {
        context.tell("warning: " + printable(warning) + "\n");
    }
    if (how.json) {
        context.print_json(as_value(stages));
    } else {
        std::vector<StatusLine> lines;
        for (const StageStatus& stage : stages)
            lines.push_back({stage.stage, stage.decision, stage.accepted});
        context.print(status_text(lines, context.out.style, how.all));
    }
    const bool current = std::all_of(stages.begin(), stages.end(), [](const StageStatus& stage) {
        return stage.decision.kind == DecisionKind::skip || stage.decision.kind == DecisionKind::absent;
    });
    return how.exit_code && !current ? exit_failed : exit_done;
}

void add_status(CLI::App& app, Context& context, const Choose& choose) {
    struct Flags {
        std::shared_ptr<ChosenStages> chosen;
        RunOptions options;
        StatusPrinting how;
    };
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand("status", "What a run would do, and why; writes nothing");
    flags->chosen = add_selection(command, true);
    command.add_flag("--allow-missing", flags->options.allow_missing,
                     "Take the lock's word for absent files that nothing must read");
    command.add_flag("--exit-code", flags->how.exit_code, "Exit with 1 when something is not up to date");
    command.add_flag("-a,--all", flags->how.all, "List every stage");
    command.add_flag("--json", flags->how.json, "One JSON document on standard output");
    command.callback([flags, &context, choose] {
        choose([flags, &context] {
            RunOptions options = flags->options;
            options.selection = flags->chosen->selection();
            options.working_directory = context.directory;
            return print_status(flags->chosen->project(context), options, flags->how, context);
        });
    });
}

}  // namespace mlpipe::cli
