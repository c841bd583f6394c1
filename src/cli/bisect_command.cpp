#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/git/commits.hpp"
#include "mlpipe/replay/bisect.hpp"
#include "mlpipe/report/printable.hpp"
#include "pipeline_file_option.hpp"
#include "terminal.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string condition, good, bad, file;
    BisectOptions options;
    bool json = false;
};

std::string step_line(const BisectStep& step, const BisectOptions& options, const TextStyle& style) {
    const Tone tone = step.mark == BisectStep::Mark::good  ? Tone::good
                      : step.mark == BisectStep::Mark::bad ? Tone::bad
                                                           : Tone::caution;
    std::string line = step.commit.substr(0, 12) + "  " + toned(to_string(step.mark), tone, style.colour);
    if (step.value)
        line += "  " + printable(options.bad_when.address) + " = " + text::format_number(*step.value);
    if (!step.why.empty()) line += "  " + printable(step.why);
    if (step.ran + step.restored > 0)
        line += "  (" + std::to_string(step.ran) + " ran, " + std::to_string(step.restored) + " restored)";
    return line + "  " + printable(step.subject) + "\n";
}

// The commit and what it changed, without lock files: those follow from the rest.
std::string commit_text(const Commits& commits, const std::string& id) {
    const CommitInfo info = commits.info(id);
    std::string text = "First bad commit: " + id + "\n" + "Author: " + printable(info.author_name) + " <" +
                       printable(info.author_email) +
                       ">\nDate:   " + format_time(info.time_s * 1'000'000'000) + "\n\n";
    for (const std::string& line : text::split_lines(info.message)) text += "    " + printable(line) + "\n";
    if (info.parents.empty()) return text;
    std::vector<std::string> paths;
    for (const FileChange& change : commits.changes(info.parents.front(), id)) {
        if (!change.path.ends_with(".lock")) paths.push_back(change.path);
    }
    if (paths.empty()) return text;
    text += "\n";
    for (const std::string& line : text::split_lines(commits.text_diff(info.parents.front(), id, paths)))
        text += printable(line) + "\n";
    return text;
}

int execute(const Flags& flags, Context& context) {
    World world = context.world();
    const Project project = context.project_or_none(flags.file);
    Revisions revisions(world.files, project);
    if (revisions.commits() == nullptr || revisions.commits()->own())
        throw Error(ErrorKind::usage, "bisect walks the commits of a git repository, and there is none here");
    BisectOptions options = flags.options;
    options.bad_when = parse_metric_condition(flags.condition);
    options.good = flags.good;
    options.bad = flags.bad;
    options.parent_directory = path::join(context.directory, context.variable("TMPDIR").value_or("/tmp"));
    const auto reporter = make_run_reporter(context, true);
    const auto tell = [&](const std::string& text) { flags.json ? context.tell(text) : context.print(text); };
    const BisectReport report =
        bisect(revisions, options, world, *reporter, context.interrupt, [&](const BisectStep& step) {
            tell(step_line(step, options, flags.json ? context.err.style : context.out.style));
        });
    if (flags.json) {
        context.print_json(to_value(report));
    } else if (report.first_bad) {
        context.print("\n" + commit_text(*revisions.commits(), *report.first_bad));
    } else {
        context.print("\nThe first bad commit cannot be told; it is one of:\n");
        for (const std::string& candidate : report.candidates) context.print("  " + candidate + "\n");
    }
    return report.first_bad ? exit_done : exit_failed;
}

}  // namespace

void add_bisect(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand("bisect", "Find the commit that made a metric bad");
    command
        .add_option("condition", flags->condition,
                    "When a commit is bad, as in 'metrics/eval.json:auc < 0.8'")
        ->required();
    command.add_option("good", flags->good, "A commit where it does not hold")->required();
    command.add_option("bad", flags->bad, "A later one where it holds")->required();
    add_pipeline_file_option(command, flags->file);
    command.add_option("-j,--jobs", flags->options.jobs, "Stages at a time; without it the number of cores")
        ->check(CLI::Range(1, 10000));
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
