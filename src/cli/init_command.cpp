#include <CLI/CLI.hpp>
#include <algorithm>

#include "commands.hpp"
#include "context.hpp"
#include "json_text.hpp"
#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/report/tables.hpp"
#include "mlpipe/run/init.hpp"
#include "templates.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string directory = ".", from;
    bool list = false, json = false;
};

int print_list(bool json, Context& context) {
    const auto all = list_templates(posix_file_system(), find_templates(context));
    if (json) {
        Value::List list;
        for (const PipelineTemplate& one : all) {
            list.emplace_back(Value::Map{{"name", json_text(one.name)}, {"summary", json_text(one.summary)}});
        }
        context.print_json(Value::Map{{"templates", std::move(list)}});
        return exit_done;
    }
    Table table({{"", Align::left, false}, {"", Align::left, true}});
    for (const PipelineTemplate& one : all)
        table.add({TableCell(one.name, Tone::strong), TableCell(one.summary)});
    context.print(table.text(context.out.style));
    return exit_done;
}

PipelineTemplate find_template(const std::string& name, const Context& context) {
    const auto all = list_templates(posix_file_system(), find_templates(context));
    std::vector<std::string> names;
    for (const PipelineTemplate& one : all) {
        if (one.name == name) return one;
        names.push_back(one.name);
    }
    throw Error(ErrorKind::usage, "there is no template '" + printable(name) + "'" +
                                      text::did_you_mean(name, names) + "; 'mlpipe init --list' names all");
}

Value names_value(const std::vector<std::string>& names) {
    Value::List list;
    for (const std::string& name : names) list.push_back(json_text(name));
    return list;
}

std::string listed(const std::string& title, const std::vector<std::string>& names) {
    if (names.empty()) return "";
    std::string text = title + "\n";
    for (const std::string& name : names) text += "  " + printable(name) + "\n";
    return text;
}

// What a shell takes for one word.
std::string quoted(const std::string& word) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./+=@%,";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string text = "'";
    for (const char letter : word) letter == '\'' ? text += "'\\''" : text += letter;
    return text + "'";
}

// The command that prepares the pipeline's environment; "" also for a pipeline that is not ours and not
// sound.
std::string setup_of(const std::string& directory) {
    try {
        return load_pipeline(posix_file_system(), directory + "/pipeline.yaml", "pipeline.yaml", directory)
            .setup;
    } catch (const PipelineError&) {
        return "";
    }
}

std::string next_steps(const std::string& directory, const Context& context) {
    std::string text = "Next:\n";
    if (directory != context.directory) {
        const bool below = path::contains(context.directory, directory);
        text += "  cd " +
                printable(quoted(below ? path::relative(directory, context.directory) : directory)) + "\n";
    }
    if (const std::string setup = setup_of(directory); !setup.empty()) {
        text += "  " + printable(setup) + "    # in an environment of your choice\n";
    }
    return text + "  mlpipe run\n";
}

int execute(const Flags& flags, Context& context) {
    if (flags.list) return print_list(flags.json, context);
    FileSystem& files = posix_file_system();
    const std::string directory = path::join(context.directory, flags.directory);
    std::optional<PipelineTemplate> from;
    if (!flags.from.empty()) from = find_template(flags.from, context);
    const Project around = locate_root(files, directory, std::nullopt);
    const Initialised result = init_project(files, directory, from ? &*from : nullptr);
    if (flags.json) {
        Value document = Value::Map{{"directory", json_text(directory)}};
        document.set("template", from ? json_text(from->name) : Value());
        document.set("created", names_value(result.created));
        document.set("kept", names_value(result.kept));
        context.print_json(document);
        return exit_done;
    }
    const bool nested = around.root != directory && files.stat(around.state_directory());
    if (nested) {
        context.tell("Note: '" + printable(around.root) +
                     "' is a project, too; this folder is now one of its own.\n");
    }
    std::string text = result.created.empty()
                           ? "Nothing to create: '" + printable(directory) + "' is a project already.\n"
                           : listed("Created in " + printable(directory) + ":", result.created);
    text += listed("Kept, as something else was there already:", result.kept);
    context.print(text + next_steps(directory, context));
    return exit_done;
}

}  // namespace

void add_init(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command =
        *app.add_subcommand("init", "Begin a project, empty or from a template; overwrites nothing");
    command.add_option("directory", flags->directory, "Where; without it the current directory");
    auto* from = command.add_option("--template", flags->from, "Copy this ready-made pipeline");
    command.add_flag("--list", flags->list, "Name the templates")->excludes(from);
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
