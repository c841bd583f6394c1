#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "confirm.hpp"
#include "context.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/report/printable.hpp"
#include "reproduction_text.hpp"
#include "terminal.hpp"

namespace mlpipe::cli {
namespace {

struct Flags {
    std::string commit;
    std::vector<std::string> stages;
    ReproduceOptions options;
    bool script = false, yes = false, json = false;
};

void ask(const Original& original, const Flags& flags, const Context& context) {
    if (!original.foreign || flags.options.from_cache) return;
    context.tell((original.run.empty() ? "Commit " + original.revision.commit->substr(0, 12)
                                       : "Run " + printable(original.run)) +
                 " was not recorded by this clone. Its commands:\n" +
                 commands_text(original, context.err.style));
    const bool agreed =
        flags.yes ||
        confirmed("Run them?", "--yes runs these commands, which were not recorded here", context);
    if (!agreed) throw Error(ErrorKind::usage, "nothing was run");
}

int execute(const Flags& flags, Context& context) {
    World world = context.world();
    const Project project = context.project_without_pipeline();
    Revisions revisions(world.files, project);
    const Original original = find_original(revisions, flags.commit, flags.stages);
    if (flags.script) {
        context.print(reproduction_script(revisions, original));
        return exit_done;
    }
    ask(original, flags, context);
    ReproduceOptions options = flags.options;
    options.parent_directory = path::join(context.directory, context.variable("TMPDIR").value_or("/tmp"));
    options.arguments = context.arguments;
    const auto reporter = make_run_reporter(context, true);
    const ReproductionReport report =
        reproduce(revisions, original, options, world, *reporter, context.interrupt);
    flags.json ? context.print_json(to_value(report))
               : context.print(reproduction_text(report, context.out.style));
    const bool good = report.verdict == Verdict::identical || report.verdict == Verdict::within_tolerance;
    return good ? exit_done : exit_differs;
}

}  // namespace

void add_reproduce(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand(
        "reproduce", "Run a past run again in a clean directory and compare every output");
    command
        .add_option("commit", flags->commit,
                    "A run, a run's commit, or a commit, branch or tag with a lock file")
        ->required();
    command.add_option("--stage", flags->stages, "This stage alone (repeatable)")->allow_extra_args(false);
    command.add_flag("--from-cache", flags->options.from_cache,
                     "Run nothing: can the outputs be restored from the store?");
    command
        .add_option("--rtol", flags->options.tolerance.relative,
                    "Numbers of metrics may differ by this part of what was recorded")
        ->check(CLI::NonNegativeNumber);
    command
        .add_option("--atol", flags->options.tolerance.absolute, "Numbers of metrics may differ by this much")
        ->check(CLI::NonNegativeNumber);
    command.add_option("-j,--jobs", flags->options.jobs, "Stages at a time; without it the number of cores")
        ->check(CLI::Range(1, 10000));
    command.add_flag("--keep", flags->options.keep, "Leave the clean directory for a look");
    command.add_flag("--script", flags->script,
                     "Only write a shell script that does the same without mlpipe");
    command.add_flag("-y,--yes", flags->yes, "Do not ask before a stranger's commands run");
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
