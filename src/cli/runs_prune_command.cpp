#include <CLI/CLI.hpp>

#include "confirm.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/run_table_text.hpp"
#include "mlpipe/run/pruning.hpp"
#include "runs_command.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string status, older_than;
    std::optional<std::size_t> keep;
    double wait_s = 0;
    bool dry_run = false, yes = false, json = false;
};

PruneOptions options_of(const Flags& flags) {
    PruneOptions options;
    options.wait_s = flags.wait_s;
    options.keep = flags.keep;
    if (!flags.status.empty()) options.status = parse_run_status(flags.status);
    if (!flags.older_than.empty()) {
        options.older_than_s = text::parse_duration(flags.older_than);
        if (!options.older_than_s) {
            throw Error(ErrorKind::usage,
                        "--older-than takes a duration such as 30d, not '" + flags.older_than + "'");
        }
    }
    if (!options.keep && !options.status && !options.older_than_s) {
        throw Error(
            ErrorKind::usage,
            "say which runs may go: --keep N, --older-than 30d, --status failed, or several of these");
    }
    return options;
}

std::string summary(const Prunable& found, const TextStyle& style) {
    std::string text;
    if (!found.runs.empty()) {
        RunTable table;
        for (const RunSummary& run : found.runs) table.rows.push_back({run, {}, {}});
        text += run_table_text(table, {}, style) + "\n";
    }
    text += text::plural(found.runs.size(), "run") + " to remove, with logs and run commits.";
    if (found.needed > 0) {
        text += " " + text::plural(found.needed, "more run") +
                (found.needed == 1 ? " fits, and stays: it is" : " fit, and stay: they are") +
                " behind a lock file or a stage's latest execution.";
    }
    return text + "\n";
}

Value as_value(const Prunable& found, bool removed) {
    Value::List runs;
    for (const RunSummary& run : found.runs) runs.push_back(json_text(run.id));
    return Value::Map{
        {"runs", std::move(runs)}, {"needed", static_cast<std::int64_t>(found.needed)}, {"removed", removed}};
}

int execute(const Flags& flags, Context& context) {
    const PruneOptions options = options_of(flags);
    World world = context.world();
    RunPruning pruning(context.project_without_pipeline(), options, world, context.interrupt);
    const Prunable& found = pruning.found();
    const auto tell = [&](const std::string& text) { flags.json ? context.tell(text) : context.print(text); };
    tell(summary(found, context.out.style));
    const bool removes =
        !found.runs.empty() && !flags.dry_run &&
        (flags.yes || confirmed("Remove them?", "--yes removes them, --dry-run only lists them", context));
    if (removes) {
        pruning.remove();
        tell("Removed. Results are in the store until 'mlpipe gc'.\n");
    }
    if (flags.json) context.print_json(as_value(found, removes));
    return exit_done;
}

}  // namespace

void add_runs_prune(CLI::App& runs, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *runs.add_subcommand("prune", "Forget runs, with their logs and run commits");
    command.add_option("--keep", flags->keep, "Of the runs that fit, the newest so many stay");
    command.add_option("--older-than", flags->older_than, "Runs of at least this age: 30d, 12h ...");
    command.add_option("--status", flags->status, "Runs that ended so: succeeded, failed or interrupted")
        ->check(CLI::IsMember({"succeeded", "failed", "interrupted"}));
    command.add_option("--wait", flags->wait_s, "Seconds to wait for a run of this project to end")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("-n,--dry-run", flags->dry_run, "Only say what would be removed");
    command.add_flag("-y,--yes", flags->yes, "Do not ask");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
