#include <pwd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/run/accept.hpp"
#include "pipeline_file_option.hpp"

namespace mlpipe::cli {

void add_accept(CLI::App& app, Context& context, const Choose& choose) {
    struct Flags {
        AcceptOptions options;
        std::string file;
        bool json = false;
    };
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand(
        "accept", "Record a stage's outputs as they are under its new key, without running it");
    command.add_option("stage", flags->options.stage, "The stage")->required();
    command.add_option("--why", flags->options.why, "Why the edit cannot matter")->required();
    command.add_option("--by", flags->options.by, "Who says so; without it the user's login name");
    add_pipeline_file_option(command, flags->file);
    command.add_option("--wait", flags->options.wait_s, "Seconds to wait for a run of this project to end")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--json", flags->json, "The record as one JSON document on standard output");
    command.callback([flags, &context, choose] {
        choose([flags, &context] {
            AcceptOptions options = flags->options;
            options.arguments = context.arguments;
            for (const char* name : {"LOGNAME", "USER"}) {
                if (options.by.empty()) options.by = context.variable(name).value_or("");
            }
            // Containers set neither.
            if (const passwd* user = ::getpwuid(::geteuid()); options.by.empty() && user != nullptr)
                options.by = user->pw_name;
            const Project project =
                context.project(flags->file.empty() ? std::nullopt : std::optional(flags->file));
            World world = context.world();
            options.stage = whole_stage_name(world.files, project, context.directory, options.stage);
            const RunRecord record = accept(project, options, world, context.interrupt);
            if (flags->json) {
                context.print_json(to_value(record));
            } else {
                context.print("Accepted the outputs of " + printable(options.stage) + " as they are. Run " +
                              record.id + ".\n");
            }
            return exit_done;
        });
    });
}

}  // namespace mlpipe::cli
