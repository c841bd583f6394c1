#include <CLI/CLI.hpp>
#include <map>

#include "commands.hpp"
#include "mlpipe/history/difference.hpp"
#include "mlpipe/model/address_filter.hpp"
#include "mlpipe/report/difference_text.hpp"
#include "revision_options.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    RevisionWords words;
    bool all = false;
    AnswerFormat format;
};

std::vector<ParameterValue> parameters_of(Revisions& revisions, const Revision& revision,
                                          const std::vector<std::string>& targets) {
    std::vector<ParameterValue> found;
    for (ParameterValue& value : revisions.parameters(revision))
        if (selected(targets, value.file, value.key)) found.push_back(std::move(value));
    return found;
}

bool selects_any(const std::string& target, const std::vector<std::vector<ParameterValue>>& columns) {
    for (const auto& column : columns) {
        for (const ParameterValue& value : column)
            if (selects(target, value.file, value.key)) return true;
    }
    return false;
}

std::vector<std::vector<ParameterValue>> columns_of(Revisions& revisions, const ChosenRevisions& chosen) {
    std::vector<std::vector<ParameterValue>> columns;
    for (const Revision& revision : chosen.revisions)
        columns.push_back(parameters_of(revisions, revision, chosen.targets));
    check_targets(chosen.targets, "parameter",
                  [&](const std::string& target) { return selects_any(target, columns); });
    return columns;
}

Table show_table(const std::vector<Revision>& revisions,
                 const std::vector<std::vector<ParameterValue>>& columns) {
    std::vector<TableColumn> titles{{"parameter", Align::left, true}};
    std::map<std::string, std::vector<TableCell>> rows;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        titles.push_back({revisions[i].label, Align::left, true});
        for (const ParameterValue& value : columns[i]) {
            auto& cells = rows[parameter_name(value.file, value.key)];
            cells.resize(columns.size(), TableCell("(none)", Tone::faint));
            cells[i] = TableCell(value_text(value.value));
        }
    }
    Table table(std::move(titles));
    for (auto& [name, cells] : rows) {
        cells.insert(cells.begin(), TableCell(name));
        table.add(std::move(cells));
    }
    return table;
}

Value show_value(const std::vector<Revision>& revisions,
                 const std::vector<std::vector<ParameterValue>>& columns) {
    Value::List list;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        Value::List parameters;
        for (const ParameterValue& value : columns[i]) {
            ParameterChange change{value.file, value.key, std::nullopt, value.value};
            const Value whole = to_value(change);
            Value entry;
            for (const auto& [key, part] : *whole.as_map()) {
                if (key == "before") continue;
                entry.set(key == "after" ? "value" : key, part);
            }
            parameters.push_back(std::move(entry));
        }
        Value state = to_value(name_of(revisions[i]));
        state.set("parameters", std::move(parameters));
        list.push_back(std::move(state));
    }
    return Value::Map{{"revisions", std::move(list)}};
}

int show(const Flags& flags, Context& context) {
    const World world = context.world();
    const Project project = context.project_or_none(flags.words.file);
    Revisions revisions(world.files, project);
    ChosenRevisions chosen = choose_revisions(revisions, flags.words);
    if (chosen.revisions.empty()) chosen.revisions.push_back(revisions.work_tree());
    const auto columns = columns_of(revisions, chosen);
    if (flags.format.json) {
        context.print_json(show_value(chosen.revisions, columns));
    } else {
        print_table(show_table(chosen.revisions, columns), flags.format, "No parameters.\n", context);
    }
    return exit_done;
}

int diff(const Flags& flags, Context& context) {
    const World world = context.world();
    const Project project = context.project_or_none(flags.words.file);
    Revisions revisions(world.files, project);
    ChosenRevisions chosen = choose_revisions(revisions, flags.words);
    complete_pair(revisions, chosen);
    const auto columns = columns_of(revisions, chosen);
    const auto changes = compare_parameters(columns[0], columns[1], flags.all);
    const StateName from = name_of(chosen.revisions[0]), to = name_of(chosen.revisions[1]);
    if (flags.format.json) {
        Value::List list;
        for (const ParameterChange& change : changes) list.push_back(to_value(change));
        context.print_json(
            Value::Map{{"from", to_value(from)}, {"to", to_value(to)}, {"parameters", std::move(list)}});
    } else {
        print_table(parameter_table(changes, from.label, to.label), flags.format, "No parameter differs.\n",
                    context);
    }
    return exit_done;
}

}  // namespace

void add_params(CLI::App& app, Context& context, const Choose& choose) {
    CLI::App& command = *app.add_subcommand("params", "Parameters of one or several states, or what differs");
    command.require_subcommand(0, 1);
    command.callback([&command, &context, choose] {
        if (command.get_subcommands().empty()) choose([&context] { return show(Flags{}, context); });
    });
    const auto add = [&](const char* name, const char* help, int (*execute)(const Flags&, Context&)) {
        auto flags = std::make_shared<Flags>();
        CLI::App& action = *command.add_subcommand(name, help);
        add_revision_words(action, flags->words, "files, 'file:key' or keys of parameters");
        add_formats(action, flags->format);
        if (execute == diff) action.add_flag("--all", flags->all, "Also those that are the same");
        action.callback([flags, &context, choose, execute] {
            choose([flags, &context, execute] { return execute(*flags, context); });
        });
    };
    add("show", "The values that stages declare; of the working tree where no revision is named", show);
    add("diff", "Those that differ between two revisions, HEAD and the working tree if not named", diff);
}

}  // namespace mlpipe::cli
