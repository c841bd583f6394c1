#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "dvc_exchange_text.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"
#include "pipeline_file_option.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    DvcExchangeOptions options;
    std::string file;
    bool json = false;
};

int execute(const Flags& flags, Context& context) {
    const Project project = context.project(flags.file.empty() ? std::nullopt : std::optional(flags.file));
    World world = context.world();
    const DvcExchange exchange = export_to_dvc(project, flags.options, world, context.interrupt);
    if (flags.json) {
        context.print_json(as_value(exchange, project));
    } else {
        context.print(printable(project.shown(exchange.file)) + " is written.\n" +
                      notes_text(exchange, "DVC passes over what it does not know, under 'meta: mlpipe': ",
                                 "Left out, as a dvc.yaml has no place for it: "));
        if (!exchange.up_to_date.empty() && exchange.busy.empty())
            context.print("dvc.lock has " + text::plural(exchange.up_to_date.size(), "stage") +
                          " as up to date, with the outputs in DVC's cache.\n");
        if (!exchange.out_of_date.empty())
            context.print("Not up to date, and left to 'dvc repro': " + names_text(exchange.out_of_date) +
                          "\n");
        context.print("Next:\n  dvc status\n");
    }
    if (exchange.comments_lost) context.tell("The comments could not be taken along.\n");
    if (!exchange.busy.empty())
        context.tell("dvc.lock is not written, as DVC is at work here: " + printable(exchange.busy) +
                     "; 'mlpipe export dvc --force' does it later.\n");
    return exchange.busy.empty() ? exit_done : exit_failed;
}

}  // namespace

void add_export(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& group = *app.add_subcommand("export", "Hand the pipeline to another tool");
    group.require_subcommand(1);
    CLI::App& command =
        *group.add_subcommand("dvc", "Write dvc.yaml, and dvc.lock for the stages that are up to date");
    add_pipeline_file_option(command, flags->file);
    command.add_flag("--force", flags->options.force, "Replace the dvc.yaml that is there");
    command.add_option("--wait", flags->options.wait_s, "Seconds to wait for a run of this project to end")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
