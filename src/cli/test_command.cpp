#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/replay/test_pipeline.hpp"
#include "mlpipe/report/printable.hpp"
#include "run_exit_code.hpp"
#include "selection_options.hpp"
#include "terminal.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::shared_ptr<ChosenStages> chosen;
    PipelineTestOptions options;
    std::string tests;
    bool json = false;
};

int execute(const Flags& flags, Context& context) {
    PipelineTestOptions options = flags.options;
    options.selection = flags.chosen->selection();
    options.working_directory = context.directory;
    options.parent_directory = path::join(context.directory, context.variable("TMPDIR").value_or("/tmp"));
    options.arguments = context.arguments;
    if (!flags.tests.empty()) options.tests = path::join(context.directory, flags.tests);
    const Project project = flags.chosen->project(context);
    World world = context.world();
    const auto reporter = make_run_reporter(context, flags.json);
    const PipelineTestReport report = test_pipeline(project, options, world, *reporter, context.interrupt);
    if (flags.json)
        context.print_json(to_value(report));
    else if (!report.directory.empty())
        context.print("kept: " + printable(report.directory) + "\n");
    return exit_code_of(report.run);
}

}  // namespace

void add_test(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand(
        "test", "Run the pipeline in a clean directory, on the parameters and data of its tests");
    flags->chosen = add_selection(command, false);
    command
        .add_option("--tests", flags->tests,
                    "The folder of the tests; without it `tests` beside the pipeline file")
        ->type_name("DIR");
    command.add_option("-j,--jobs", flags->options.jobs, "Stages at a time; without it the number of cores")
        ->check(CLI::Range(1, 10000));
    command.add_flag("-k,--keep-going", flags->options.keep_going,
                     "After a failure go on with what does not depend on it");
    command.add_flag("--keep", flags->options.keep,
                     "Leave the clean directory for a look, and say where it is");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
