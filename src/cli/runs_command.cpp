#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/run_text.hpp"
#include "mlpipe/report/tables.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "since.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string stage, status, name, since;
    std::size_t limit = 20;
    bool json = false;
};

std::optional<std::string> given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

RunFilter filter_of(const Flags& flags, std::int64_t now_ns) {
    RunFilter filter;
    filter.stage = given(flags.stage);
    filter.name = given(flags.name);
    filter.limit = flags.limit;
    if (!flags.status.empty()) filter.status = parse_run_status(flags.status);
    if (!flags.since.empty()) filter.since_ns = parse_since(flags.since, now_ns);
    return filter;
}

double duration_s(const RunSummary& run) {
    return static_cast<double>(run.finished_ns - run.started_ns) / 1e9;
}

// To the second: 2026-11-23 13:15:02
std::string when_text(std::int64_t ns) {
    std::string text = format_time(ns).substr(0, 19);
    text[10] = ' ';
    return text;
}

std::string counts_text(const RunSummary& run) {
    std::string text;
    const auto add = [&](unsigned count, const char* word) {
        if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + word;
    };
    add(run.ran, "ran");
    add(run.restored, "restored");
    add(run.failed, "failed");
    add(run.other, "not done");
    add(run.skipped, "skipped");
    return text;
}

std::string runs_text(const std::vector<RunSummary>& runs, const TextStyle& style) {
    Table table({{"run", Align::left, false},
                 {"started (UTC)", Align::left, false},
                 {"status", Align::left, false},
                 {"took", Align::right, false},
                 {"stages", Align::left, true},
                 {"name", Align::left, true}});
    for (const RunSummary& run : runs) {
        table.add({TableCell(run.id), TableCell(when_text(run.started_ns), Tone::faint),
                   TableCell(to_string(run.status), tone_of(run.status)),
                   TableCell(run.finished_ns > 0 ? text::format_duration(duration_s(run)) : ""),
                   TableCell(counts_text(run)), TableCell(run.name.empty() ? run.note : run.name)});
    }
    return table.text(style);
}

Value as_value(const std::vector<RunSummary>& runs) {
    Value::List list;
    for (const RunSummary& run : runs) {
        Value entry = Value::Map{{"id", json_text(run.id)},
                                 {"status", Value(to_string(run.status))},
                                 {"pipeline", json_text(run.pipeline)},
                                 {"name", json_text(run.name)},
                                 {"note", json_text(run.note)},
                                 {"started", Value(format_time(run.started_ns))}};
        const bool ended = run.finished_ns > 0;
        entry.set("finished", ended ? Value(format_time(run.finished_ns)) : Value());
        entry.set("duration_s", ended ? Value(duration_s(run)) : Value());
        Value counts;
        const auto count = [&](const char* word, unsigned number) {
            counts.set(word, static_cast<std::int64_t>(number));
        };
        count("ran", run.ran);
        count("restored", run.restored);
        count("skipped", run.skipped);
        count("failed", run.failed);
        count("other", run.other);
        entry.set("counts", std::move(counts));
        list.push_back(std::move(entry));
    }
    return Value::Map{{"runs", std::move(list)}};
}

int execute(const Flags& flags, Context& context) {
    const World world = context.world();
    const Project project = context.project_without_pipeline();
    PastRuns past(world.files, project);
    const std::vector<RunSummary> runs = past.list(filter_of(flags, world.clock.now_ns()));
    if (flags.json) {
        context.print_json(as_value(runs));
        return exit_done;
    }
    if (!runs.empty()) {
        context.print(runs_text(runs, context.out.style));
        if (runs.size() == flags.limit && context.out.terminal) {
            context.tell("The newest " + std::to_string(flags.limit) + "; --limit 0 lists all.\n");
        }
        return exit_done;
    }
    RunFilter any;
    any.limit = 1;
    context.tell(past.list(any).empty() ? "No runs yet; 'mlpipe run' makes the first.\n"
                                        : "No run matches.\n");
    return exit_done;
}

}  // namespace

void add_runs(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand("runs", "The runs of this project, newest first");
    command.add_option("--stage", flags->stage, "Runs in which this stage was executed or restored");
    command.add_option("--status", flags->status, "running, succeeded, failed or interrupted")
        ->check(CLI::IsMember({"running", "succeeded", "failed", "interrupted"}));
    command.add_option("--name", flags->name, "Runs that were given this name");
    command.add_option("--since", flags->since,
                       "Runs of the last 7d, 12h ... or since a date (2026-11-23, UTC)");
    command.add_option("-n,--limit", flags->limit, "At most so many; 0: all. 20 without it");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
