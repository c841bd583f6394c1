#include <CLI/CLI.hpp>
#include <map>

#include "commands.hpp"
#include "json_text.hpp"
#include "metrics_history.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/history/difference.hpp"
#include "mlpipe/model/address_filter.hpp"
#include "mlpipe/report/difference_text.hpp"
#include "revision_options.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    RevisionWords words;
    bool all = false, all_branches = false;
    AnswerFormat format;
};

bool selects_any(const std::string& target, const std::vector<MetricValues>& columns) {
    for (const MetricValues& column : columns) {
        for (const auto& [name, value] : column)
            if (selects(target, name)) return true;
    }
    return false;
}

std::vector<MetricValues> columns_of(Revisions& revisions, const ChosenRevisions& chosen) {
    std::vector<MetricValues> columns;
    for (const Revision& revision : chosen.revisions) {
        MetricValues kept;
        for (auto& value : revisions.metrics(revision))
            if (selected(chosen.targets, value.first)) kept.push_back(std::move(value));
        columns.push_back(std::move(kept));
    }
    check_targets(chosen.targets, "metric",
                  [&](const std::string& target) { return selects_any(target, columns); });
    return columns;
}

Table show_table(const std::vector<Revision>& revisions, const std::vector<MetricValues>& columns) {
    std::vector<TableColumn> titles{{"metric", Align::left, true}};
    std::map<std::string, std::vector<TableCell>> rows;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        titles.push_back({revisions[i].label, Align::right, false});
        for (const auto& [name, value] : columns[i]) {
            auto& cells = rows[name];
            cells.resize(columns.size(), TableCell("(none)", Tone::faint));
            cells[i] = TableCell(text::format_number(value));
        }
    }
    Table table(std::move(titles));
    for (auto& [name, cells] : rows) {
        cells.insert(cells.begin(), TableCell(name));
        table.add(std::move(cells));
    }
    return table;
}

Value show_value(const std::vector<Revision>& revisions, const std::vector<MetricValues>& columns) {
    Value::List list;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        Value::List metrics;
        for (const auto& [name, value] : columns[i])
            metrics.push_back(Value::Map{{"name", json_text(name)}, {"value", Value(value)}});
        Value state = to_value(name_of(revisions[i]));
        state.set("metrics", std::move(metrics));
        list.push_back(std::move(state));
    }
    return Value::Map{{"revisions", std::move(list)}};
}

void add_branches(Revisions& revisions, std::vector<Revision>& into) {
    if (revisions.commits() == nullptr) return;
    for (const BranchTip& tip : revisions.commits()->branches())
        if (!tip.remote) into.push_back(revisions.find(tip.name));
}

int show(const Flags& flags, Context& context) {
    const World world = context.world();
    const Project project = context.project_or_none(flags.words.file);
    Revisions revisions(world.files, project);
    ChosenRevisions chosen = choose_revisions(revisions, flags.words);
    if (chosen.revisions.empty()) chosen.revisions.push_back(revisions.work_tree());
    if (flags.all_branches) add_branches(revisions, chosen.revisions);
    const auto columns = columns_of(revisions, chosen);
    if (flags.format.json) {
        context.print_json(show_value(chosen.revisions, columns));
        return exit_done;
    }
    print_table(show_table(chosen.revisions, columns), flags.format, "No metrics.\n", context);
    return exit_done;
}

int diff(const Flags& flags, Context& context) {
    const World world = context.world();
    const Project project = context.project_or_none(flags.words.file);
    Revisions revisions(world.files, project);
    ChosenRevisions chosen = choose_revisions(revisions, flags.words);
    complete_pair(revisions, chosen);
    const auto columns = columns_of(revisions, chosen);
    const auto changes = compare_metrics(columns[0], columns[1], flags.all);
    const StateName from = name_of(chosen.revisions[0]), to = name_of(chosen.revisions[1]);
    if (flags.format.json) {
        Value::List list;
        for (const MetricChange& change : changes) list.push_back(to_value(change));
        context.print_json(
            Value::Map{{"from", to_value(from)}, {"to", to_value(to)}, {"metrics", std::move(list)}});
        return exit_done;
    }
    print_table(metric_table(changes, from.label, to.label), flags.format, "No metric differs.\n", context);
    return exit_done;
}

}  // namespace

void add_metrics(CLI::App& app, Context& context, const Choose& choose) {
    CLI::App& command = *app.add_subcommand(
        "metrics", "Metrics of one or several states, what differs, or one over the runs");
    command.require_subcommand(0, 1);
    command.callback([&command, &context, choose] {
        if (command.get_subcommands().empty()) choose([&context] { return show(Flags{}, context); });
    });
    const auto add = [&](const char* name, const char* help, int (*execute)(const Flags&, Context&)) {
        auto flags = std::make_shared<Flags>();
        CLI::App& action = *command.add_subcommand(name, help);
        add_revision_words(action, flags->words, "files, 'file:key' or keys of metrics");
        add_formats(action, flags->format);
        if (execute == diff) {
            action.add_flag("--all", flags->all, "Also those that are the same");
        } else {
            action.add_flag("-a,--all-branches", flags->all_branches, "Also those of each local branch");
        }
        action.callback([flags, &context, choose, execute] {
            choose([flags, &context, execute] { return execute(*flags, context); });
        });
    };
    add("show", "The numbers in metrics files; of the working tree where no revision is named", show);
    add("diff", "Those that differ between two revisions, HEAD and the working tree if not named", diff);
    add_metrics_history(command, context, choose);
}

}  // namespace mlpipe::cli
