#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "mlpipe/history/difference.hpp"
#include "mlpipe/report/difference_text.hpp"
#include "pipeline_file_option.hpp"
#include "revision_options.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string from, to, file;
    std::vector<std::string> only;
    bool stat = false;
    AnswerFormat format;
};

DifferenceSections sections_of(const std::vector<std::string>& only) {
    if (only.empty()) return {};
    const auto named = [&](const char* section) {
        return std::find(only.begin(), only.end(), section) != only.end();
    };
    return {named("code"), named("params"),      named("metrics"),
            named("data"), named("environment"), named("stages")};
}

int execute(const Flags& flags, Context& context) {
    World world = context.world();
    const Project project = context.project_or_none(flags.file);
    Revisions revisions(world.files, project);
    const Revision from = flags.from.empty() ? revisions.base() : revisions.find(flags.from);
    const Revision to = revisions.find(flags.to);
    const Difference difference = compare(revisions, from, to, world, sections_of(flags.only));
    const TextStyle& style = context.out.style;
    if (flags.format.json) {
        context.print_json(to_value(difference));
    } else if (flags.format.markdown) {
        context.print(difference_markdown(difference));
    } else {
        context.print(flags.stat ? difference_summary(difference, style)
                                 : difference_text(difference, style));
    }
    return exit_done;
}

}  // namespace

void add_diff(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand(
        "diff", "What differs between two states: code, parameters, metrics, data, environment, stages");
    command.add_option(
        "from", flags->from,
        "A run, commit, branch or tag; without it HEAD, or the latest run where HEAD has no lock");
    command.add_option("to", flags->to, "The same; without it the working tree ('workspace')");
    command
        .add_option("--only", flags->only,
                    "Only these, with commas: code, params, metrics, data, environment, stages")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember({"code", "params", "metrics", "data", "environment", "stages"}));
    command.add_flag("--stat", flags->stat, "Counted, a line for each");
    add_formats(command, flags->format);
    add_pipeline_file_option(command, flags->file);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
