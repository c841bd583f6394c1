#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/history/run_report.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/report/report_markdown.hpp"
#include "mlpipe/report/report_page.hpp"
#include "mlpipe/report/vega.hpp"
#include "pipeline_file_option.hpp"
#include "revision_options.hpp"

namespace mlpipe::cli {
namespace {

constexpr const char* default_page = "report.html";  // in .mlpipe, which git ignores

struct Flags {
    ReportQuestion question;
    std::string output, file;
    AnswerFormat format;
};

std::string page_path(const Flags& flags, const Project& project, World& world, const Context& context) {
    if (!flags.output.empty()) return path::join(context.directory, flags.output);
    create_state_directory(world.files, project);
    return project.state_directory() + "/" + default_page;
}

int execute(const Flags& flags, Context& context) {
    World world = context.world();
    const Project project = context.project_or_none(flags.file);
    Revisions revisions(world.files, project);
    const RunReport report = collect_report(revisions, flags.question, world);
    const bool page = !flags.format.json && !flags.format.markdown;
    const std::string text = flags.format.json       ? pretty_json(report_value(report)) + "\n"
                             : flags.format.markdown ? report_markdown(report)
                                                     : report_page(report, vega_script());
    if (!page && flags.output.empty()) {
        context.print(text);
        return exit_done;
    }
    const std::string file = page_path(flags, project, world, context);
    write_file_atomically(world.files, file, text, Durability::lazy);
    context.print(printable(file) + "\n");
    return exit_done;
}

}  // namespace

void add_report(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command =
        *app.add_subcommand("report", "One run as a page: what came of it, and what that rests on");
    command.add_option("run", flags->question.run,
                       "An id, the beginning of one, or a run's commit; without it the latest run");
    command.add_option("--against", flags->question.against,
                       "Compare with this run, commit, branch or tag in place of the run before");
    command.add_option("-o,--output", flags->output, "Into this file; without it .mlpipe/report.html");
    add_formats(command, flags->format);
    add_pipeline_file_option(command, flags->file);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
