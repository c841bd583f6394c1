#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "confirm.hpp"
#include "context.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/run/garbage.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    GarbageOptions options;
    std::optional<std::size_t> keep_runs;
    std::string older_than;
    bool dry_run = false, yes = false, json = false;
};

std::string summary(const Garbage& garbage) {
    std::string text = "Garbage: " + text::plural(garbage.store.objects, "object") + " and " +
                       text::plural(garbage.store.records, "record") + ", " +
                       text::format_bytes(garbage.store.bytes) + "; displaced files of " +
                       text::plural(garbage.displaced.size(), "run") + ", " +
                       text::format_bytes(garbage.displaced_bytes) + ". " +
                       std::to_string(garbage.store.kept) + " objects and records are still needed.\n";
    if (garbage.projects.size() > 1) {
        text += "The store is shared; what these projects need is kept:\n";
        for (const std::string& project : garbage.projects) text += "  " + printable(project) + "\n";
    }
    return text;
}

Value as_value(const Garbage& garbage, bool removed) {
    Value document;
    document.set("objects", Value(static_cast<std::int64_t>(garbage.store.objects)));
    document.set("records", Value(static_cast<std::int64_t>(garbage.store.records)));
    document.set("bytes", Value(static_cast<std::int64_t>(garbage.store.bytes)));
    document.set("kept", Value(static_cast<std::int64_t>(garbage.store.kept)));
    document.set("displaced_runs", Value(static_cast<std::int64_t>(garbage.displaced.size())));
    document.set("displaced_bytes", Value(static_cast<std::int64_t>(garbage.displaced_bytes)));
    document.set("removed", Value(removed));
    return document;
}

int execute(const Flags& flags, Context& context) {
    GarbageOptions options = flags.options;
    // Who names one of the two rules means that one alone.
    if (flags.keep_runs) {
        options.keep_runs = *flags.keep_runs;
        options.older_than_s = 0;
    } else if (!flags.older_than.empty()) {
        options.keep_runs = 0;
    }
    if (!flags.older_than.empty()) {
        const auto seconds = text::parse_duration(flags.older_than);
        if (!seconds) {
            throw Error(ErrorKind::usage,
                        "--older-than takes a duration such as 7d, not '" + flags.older_than + "'");
        }
        options.older_than_s = options.displaced_older_than_s = *seconds;
    }
    World world = context.world();
    GarbageCollection collection(context.project_without_pipeline(), options, world, context.interrupt);
    const Garbage& garbage = collection.found();
    const auto tell = [&](const std::string& text) { flags.json ? context.tell(text) : context.print(text); };
    tell(summary(garbage));
    const bool any = !garbage.store.paths.empty() || !garbage.displaced.empty();
    const bool removes =
        any && !flags.dry_run &&
        (flags.yes ||
         confirmed("Remove it?", "--yes removes the garbage, --dry-run only counts it", context));
    if (removes) {
        collection.remove();
        tell("Removed.\n");
    }
    if (flags.json) context.print_json(as_value(garbage, removes));
    return exit_done;
}

}  // namespace

void add_gc(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand("gc", "Free what no lock file, branch, tag or kept run needs");
    command.add_option("--older-than", flags->older_than, "Results of younger runs are kept (default 30d)");
    command.add_option("--keep-runs", flags->keep_runs, "So are those of the newest runs (default 20)");
    command.add_option("--wait", flags->options.wait_s, "Seconds to wait for a run of this project to end")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("-n,--dry-run", flags->dry_run, "Only say what would be freed");
    command.add_flag("-y,--yes", flags->yes, "Do not ask");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
