#include "runs_command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/report/run_table_text.hpp"
#include "mlpipe/run/past_runs.hpp"
#include "since.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string stage, status, name, branch, since, sort;
    std::vector<std::string> metrics, columns;
    std::size_t limit = 20;
    bool json = false, csv = false, markdown = false;
};

std::optional<std::string> given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

RunQuery query_of(const Flags& flags, std::int64_t now_ns) {
    RunQuery query;
    query.filter.stage = given(flags.stage);
    query.filter.name = given(flags.name);
    query.filter.branch = given(flags.branch);
    query.filter.limit = flags.limit;
    if (!flags.status.empty()) query.filter.status = parse_run_status(flags.status);
    if (!flags.since.empty()) query.filter.since_ns = parse_since(flags.since, now_ns);
    for (const std::string& condition : flags.metrics)
        query.conditions.push_back(parse_metric_condition(condition));
    query.sort = flags.sort;
    return query;
}

Value optional_text(const std::optional<std::string>& text) {
    return text ? json_text(*text) : Value();
}

Value as_value(const RunSummary& run) {
    Value entry = Value::Map{{"id", json_text(run.id)},
                             {"status", Value(to_string(run.status))},
                             {"pipeline", json_text(run.pipeline)},
                             {"name", json_text(run.name)},
                             {"note", json_text(run.note)},
                             {"branch", optional_text(run.branch)},
                             {"commit", optional_text(run.commit)},
                             {"cause", run.cause ? to_value(*run.cause) : Value()},
                             {"started", Value(format_time(run.started_ns))}};
    const auto took = duration_s(run);
    entry.set("finished", took ? Value(format_time(run.finished_ns)) : Value());
    entry.set("duration_s", took ? Value(*took) : Value());
    entry.set("counts", Value::Map{{"ran", static_cast<std::int64_t>(run.ran)},
                                   {"restored", static_cast<std::int64_t>(run.restored)},
                                   {"skipped", static_cast<std::int64_t>(run.skipped)},
                                   {"failed", static_cast<std::int64_t>(run.failed)},
                                   {"other", static_cast<std::int64_t>(run.other)}});
    return entry;
}

std::vector<std::string> json_names(const std::vector<std::string>& names) {
    std::vector<std::string> shown;
    for (const std::string& name : names) shown.push_back(*json_text(name).as_string());
    return shown;
}

Value as_value(const RunTable& table) {
    const auto parameters = json_names(table.parameters), metrics = json_names(table.metrics);
    std::vector<Value> values(table.values.size());
    for (std::size_t i = 1; i < values.size(); ++i) values[i] = parse_json(table.values[i], "a parameter");
    Value::List list;
    for (const RunTable::Row& row : table.rows) {
        Value::Map given, measured;
        for (std::size_t i = 0; i < parameters.size(); ++i)
            if (row.parameters[i] != 0) given.emplace_back(parameters[i], values[row.parameters[i]]);
        for (std::size_t i = 0; i < metrics.size(); ++i)
            if (row.metrics[i]) measured.emplace_back(metrics[i], *row.metrics[i]);
        Value entry = as_value(row.run);
        entry.set("parameters", std::move(given));
        entry.set("metrics", std::move(measured));
        list.push_back(std::move(entry));
    }
    return Value::Map{{"runs", std::move(list)}};
}

void print_table(const RunTable& table, const Flags& flags, PastRuns& past, const Context& context) {
    if (table.rows.empty()) {
        RunFilter any;
        any.limit = 1;
        context.tell(past.list(any).empty() ? "No runs yet; 'mlpipe run' makes the first.\n"
                                            : "No run matches.\n");
        return;
    }
    std::vector<RunColumn> columns;
    for (const std::string& name : flags.columns) columns.push_back(find_column(table, name));
    if (flags.csv) return context.print(run_table_csv(table, columns));
    if (flags.markdown) return context.print(run_table_markdown(table, columns));
    context.print(run_table_text(table, columns, context.out.style));
    if (table.rows.size() == flags.limit && context.out.terminal)
        context.tell("The first " + std::to_string(flags.limit) + "; --limit 0 lists all.\n");
}

int execute(const Flags& flags, Context& context) {
    const World world = context.world();
    const Project project = context.project_without_pipeline();
    PastRuns past(world.files, project);
    const RunTable table = past.table(query_of(flags, world.clock.now_ns()));
    if (flags.json)
        context.print_json(as_value(table));
    else
        print_table(table, flags, past, context);
    return exit_done;
}

void add_table(CLI::App& command, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    command.add_option("--stage", flags->stage, "Runs in which this stage was executed or restored");
    command.add_option("--status", flags->status, "running, succeeded, failed or interrupted")
        ->check(CLI::IsMember({"running", "succeeded", "failed", "interrupted"}));
    command
        .add_option("--metric", flags->metrics, "Runs for which this holds, such as 'auc>0.8'; repeatable")
        ->allow_extra_args(false);
    command.add_option("--branch", flags->branch, "Runs that were made on this branch");
    command.add_option("--name", flags->name, "Runs that were given this name");
    command.add_option("--since", flags->since,
                       "Runs of the last 7d, 12h ... or since a date (2026-11-23, UTC)");
    command.add_option("-n,--limit", flags->limit, "At most so many; 0: all. 20 without it");
    command.add_option("--sort", flags->sort,
                       "By this column, metric or parameter; with - before it the largest first");
    command.add_option("--columns", flags->columns, "These columns alone, separated by commas")
        ->delimiter(',')
        ->allow_extra_args(false);
    auto* json = command.add_flag("--json", flags->json, "One JSON document on standard output");
    auto* csv = command.add_flag("--csv", flags->csv, "CSV, with all columns")->excludes(json);
    command.add_flag("--md", flags->markdown, "A Markdown table")->excludes(json)->excludes(csv);
    command.callback([flags, &command, &context, choose] {
        // CLI11 calls this after the callback of a subcommand too.
        if (command.get_subcommands().empty()) choose([flags, &context] { return execute(*flags, context); });
    });
}

}  // namespace

void add_runs(CLI::App& app, Context& context, const Choose& choose) {
    CLI::App& command = *app.add_subcommand("runs", "The runs of this project, newest first");
    command.require_subcommand(0, 1);
    add_table(command, context, choose);
    add_runs_prune(command, context, choose);
    add_runs_export(command, context, choose);
    add_runs_import(command, context, choose);
}

}  // namespace mlpipe::cli
