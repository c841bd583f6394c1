#include "metrics_history.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "json_text.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/model/address.hpp"
#include "mlpipe/model/metric_direction.hpp"
#include "mlpipe/report/bars.hpp"
#include "mlpipe/report/csv.hpp"
#include "mlpipe/report/tables.hpp"
#include "revision_options.hpp"
#include "since.hpp"

namespace mlpipe::cli {
namespace {

constexpr std::size_t bar_columns = 20;
constexpr std::size_t commit_digits = 12;

struct Flags {
    std::string name, branch, since;
    std::size_t limit = 20;
    bool skipped = false, csv = false;
    AnswerFormat format;
};

MetricHistoryFilter filter_of(const Flags& flags, std::int64_t now_ns) {
    MetricHistoryFilter filter;
    if (!flags.branch.empty()) filter.branch = flags.branch;
    if (!flags.since.empty()) filter.since_ns = parse_since(flags.since, now_ns);
    filter.with_skipped = flags.skipped;
    filter.limit = flags.limit;
    return filter;
}

std::string whole_name(Lineage& lineage, const std::string& typed) {
    const std::vector<std::string> names = lineage.metric_names();
    if (const auto place = find_address(names, typed, "metric")) return names[*place];
    throw Error(ErrorKind::usage,
                "no run has a metric '" + path::printable(typed) + "'" + text::did_you_mean(typed, names));
}

// Of the best value, where the name says which that is.
std::optional<std::size_t> best(const std::vector<MetricAt>& history, const std::string& name) {
    const MetricDirection direction = metric_direction(name);
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < history.size() && direction != MetricDirection::unknown; ++i) {
        const double value = history[i].value;
        if (std::isnan(value)) continue;
        const bool better = !found || (direction == MetricDirection::higher ? value > history[*found].value
                                                                            : value < history[*found].value);
        if (better) found = i;
    }
    return found;
}

Table history_table(const std::vector<MetricAt>& history, const std::string& name) {
    std::vector<double> values;
    for (const MetricAt& at : history) values.push_back(at.value);
    const std::vector<std::string> bars = value_bars(values, bar_columns);
    const auto best_one = best(history, name);
    Table table({{"run", Align::left, false},
                 {"started (UTC)", Align::left, false},
                 {"branch", Align::left, true},
                 {"commit", Align::left, false},
                 {name, Align::right, false},
                 {"", Align::left, false},
                 {"", Align::left, false}});
    for (std::size_t i = 0; i < history.size(); ++i) {
        const MetricAt& at = history[i];
        std::string when = format_time(at.started_ns).substr(0, 19);
        when[10] = ' ';
        const Tone tone = best_one == i ? Tone::good : Tone::plain;
        table.add({TableCell(at.run), TableCell(when, Tone::faint), TableCell(at.branch.value_or("")),
                   TableCell(at.commit.value_or("").substr(0, commit_digits), Tone::faint),
                   TableCell(text::format_number(at.value), tone), TableCell(bars[i], Tone::accent),
                   TableCell(best_one == i ? "best" : "", tone)});
    }
    return table;
}

Value history_value(const std::vector<MetricAt>& history, const std::string& name) {
    Value::List list;
    for (const MetricAt& at : history) {
        list.push_back(Value::Map{{"run", json_text(at.run)},
                                  {"started", Value(format_time(at.started_ns))},
                                  {"stage", json_text(at.stage)},
                                  {"branch", at.branch ? json_text(*at.branch) : Value()},
                                  {"commit", at.commit ? Value(*at.commit) : Value()},
                                  {"value", Value(at.value)}});
    }
    return Value::Map{{"name", json_text(name)},
                      {"direction", Value(to_string(metric_direction(name)))},
                      {"values", std::move(list)}};
}

std::string history_csv(const std::vector<MetricAt>& history) {
    std::string text = "run,started,stage,branch,commit,value\n";
    for (const MetricAt& at : history) {
        text += at.run + "," + format_time(at.started_ns) + "," + csv_field(at.stage) + "," +
                csv_field(at.branch.value_or("")) + "," + at.commit.value_or("") + "," +
                text::format_number(at.value) + "\n";
    }
    return text;
}

int execute(const Flags& flags, Context& context) {
    const World world = context.world();
    const Project project = context.project_without_pipeline();
    Revisions revisions(world.files, project);
    Lineage* lineage = revisions.lineage();
    if (lineage == nullptr)
        throw Error(ErrorKind::usage, "there is no run yet; 'mlpipe run' makes the first");
    const std::string name = whole_name(*lineage, flags.name);
    const auto history = lineage->metric_history(name, filter_of(flags, world.clock.now_ns()));
    if (flags.format.json) {
        context.print_json(history_value(history, name));
    } else if (flags.csv) {
        context.print(history_csv(history));
    } else {
        print_table(history_table(history, name), flags.format, "No run matches.\n", context);
    }
    return exit_done;
}

}  // namespace

void add_metrics_history(CLI::App& metrics, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *metrics.add_subcommand("history", "One metric over the runs, the newest last");
    command.add_option("name", flags->name, "[file:]key, short where only one metric can be meant")
        ->required();
    command.add_option("--branch", flags->branch, "Runs that were made on this branch");
    command.add_option("--since", flags->since,
                       "Runs of the last 7d, 12h ... or since a date (2026-11-23, UTC)");
    command.add_option("-n,--limit", flags->limit, "The newest so many; 0: all. 20 without it");
    command.add_flag("--skipped", flags->skipped, "Also runs that found the result up to date");
    add_formats(command, flags->format);
    CLI::Option* csv = command.add_flag("--csv", flags->csv, "CSV, with a line of names");
    csv->excludes("--json")->excludes("--md");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
