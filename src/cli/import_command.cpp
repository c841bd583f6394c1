#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "dvc_exchange_text.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    DvcExchangeOptions options;
    std::string file = "dvc.yaml";
    bool json = false;
};

// The shell that DVC runs commands with here, told not to read anybody's settings, as DVC tells it.
std::string shell_of(const Context& context) {
    const std::string program = context.variable("SHELL").value_or("");
    const std::string name(path::name(program.empty() ? "/bin/sh" : program));
    if (name == "bash") return "bash --noprofile --norc -c";
    if (name == "zsh") return "zsh --no-rcs -c";
    return name + " -c";
}

int execute(const Flags& flags, Context& context) {
    const Project project = context.project(flags.file);
    World world = context.world();
    DvcExchangeOptions options = flags.options;
    options.shell = shell_of(context);
    options.arguments = context.arguments;
    const DvcExchange exchange = import_from_dvc(project, options, world, context.interrupt);
    if (flags.json) {
        context.print_json(as_value(exchange, project));
    } else {
        context.print(printable(project.shown(exchange.file)) + " is written. Commands go on to be run by '" +
                      printable(options.shell) + "', as 'defaults: shell' says.\n" +
                      notes_text(exchange, "", "Left out, as a pipeline.yaml has no place for it: "));
        if (!exchange.ignore_file.empty())
            context.print(printable(project.shown(exchange.ignore_file)) +
                          " is written, as .dvcignore has it.\n");
        if (!exchange.up_to_date.empty())
            context.print(text::plural(exchange.up_to_date.size(), "stage") + " up to date, taken over.\n");
        if (!exchange.out_of_date.empty())
            context.print("To run, as nothing vouches for them: " + names_text(exchange.out_of_date) + "\n");
        context.print("Next:\n  mlpipe run\n");
    }
    if (exchange.comments_lost) context.tell("The comments could not be taken along.\n");
    return exit_done;
}

}  // namespace

void add_import(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& group = *app.add_subcommand("import", "Take a pipeline over from another tool");
    group.require_subcommand(1);
    CLI::App& command =
        *group.add_subcommand("dvc", "Write pipeline.yaml from a dvc.yaml, and take over what DVC has run");
    command.add_option("file", flags->file, "The dvc.yaml; without it the one here");
    command.add_flag("--force", flags->options.force, "Replace the pipeline.yaml that is there");
    command.add_option("--wait", flags->options.wait_s, "Seconds to wait for a run of this project to end")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
