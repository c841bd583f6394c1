#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "context.hpp"
#include "github_job.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/report/prometheus.hpp"
#include "prometheus_options.hpp"
#include "run_exit_code.hpp"
#include "run_results.hpp"
#include "selection_options.hpp"
#include "status_command.hpp"
#include "terminal.hpp"

namespace mlpipe::cli {
namespace {

struct RunFlags {
    std::shared_ptr<ChosenStages> chosen;
    RunOptions options;
    std::vector<std::string> overrides;
    std::string message;
    std::string remote;
    std::string junit;
    PrometheusOptions prometheus;
    bool pull = false;
    bool dry_run = false, json = false, commit = false;
};

RunOptions options_of(const RunFlags& flags, const Context& context) {
    RunOptions options = flags.options;
    options.selection = flags.chosen->selection();
    options.working_directory = context.directory;
    options.arguments = context.arguments;
    if (flags.pull || !flags.remote.empty()) options.pull = flags.remote;
    if (flags.commit) options.commit_message = flags.message;
    for (const std::string& text : flags.overrides)
        options.overrides.push_back(ParameterOverride::parse(text));
    return options;
}

RunRecord run_and_tell(const Project& project, const RunOptions& options, bool json, World& world,
                       Context& context) {
    // With --json standard output holds the document alone.
    const auto reporter = !json && in_github_job(context) ? make_github_reporter(context, project)
                                                          : make_run_reporter(context, json);
    return run(project, options, world, *reporter, context.interrupt);
}

int execute(const RunFlags& flags, Context& context) {
    RunOptions options = options_of(flags, context);
    const Project project = flags.chosen->project(context);
    for (std::string& stage : options.force_stages)
        stage = whole_stage_name(posix_file_system(), project, context.directory, stage);
    if (flags.dry_run && !options.overrides.empty()) {
        throw Error(ErrorKind::usage,
                    "--dry-run writes nothing, and -S changes a parameter file: change it first, then ask");
    }
    if (flags.dry_run) return print_status(project, options, {flags.json, false, true}, context);

    World world = context.world();
    const std::string junit = flags.junit.empty() ? "" : path::join(context.directory, flags.junit);
    if (!junit.empty()) prepare_junit(junit, world.files);
    const RunRecord record = run_and_tell(project, options, flags.json, world, context);
    if (flags.json) context.print_json(to_value(record));
    const bool delivered = deliver(
        flags.prometheus, [&] { return run_measurements(record); }, context);
    const int code = exit_code_of(record) == exit_done && !delivered ? exit_failed : exit_code_of(record);
    const bool in_job = in_github_job(context);
    if (junit.empty() && !in_job) return code;

    const RunReport report = report_of_run(project, record, world);
    if (in_job)
        tell_github_job(context, report, is_recorded(project, record, world),
                        found_drift(project, record, world));
    if (!junit.empty()) write_junit(junit, report, world.files);
    return code;
}

int execute_in_job(const RunFlags& flags, Context& context) {
    if (flags.dry_run || !in_github_job(context)) return execute(flags, context);
    try {
        return execute(flags, context);
    } catch (const Error& error) {
        tell_github_job_of_broken_run(context, error);
        throw;
    }
}

}  // namespace

void add_run(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<RunFlags>();
    CLI::App& command = *app.add_subcommand("run", "Bring the pipeline, or the targets, up to date");
    flags->chosen = add_selection(command, true);
    command.add_option("-j,--jobs", flags->options.jobs, "Stages at a time; without it the number of cores")
        ->check(CLI::Range(1, 10000));
    command.add_flag("-k,--keep-going", flags->options.keep_going,
                     "After a failure go on with what does not depend on it");
    command.add_flag("--force", flags->options.force, "Run the targets, or everything, even if unchanged");
    command
        .add_option("--force-stage", flags->options.force_stages,
                    "Run this stage even if unchanged (repeatable)")
        ->allow_extra_args(false);
    command.add_flag("-n,--dry-run", flags->dry_run, "Say what would be done and why; write nothing");
    command.add_flag("--locked", flags->options.locked, "Fail, with the list, if anything would have to run");
    command.add_flag("--pull", flags->pull, "Fetch from a remote what would have to run, where it has it");
    command.add_option("-r,--remote", flags->remote, "Pull from this remote; without it the default");
    command.add_flag("--hold-side-effects", flags->options.hold_side_effects,
                     "Hold back stages with side effects, deployments among them");
    command.add_flag("--allow-missing", flags->options.allow_missing,
                     "Take the lock's word for absent files that nothing must read");
    command
        .add_option("-S,--set", flags->overrides,
                    "Change a parameter first: [FILE:]KEY=VALUE, in params.yaml unless named (repeatable)")
        ->allow_extra_args(false);
    command.add_option("--name", flags->options.name, "A name for this run");
    command.add_option("--note", flags->options.note, "A note on this run");
    CLI::Option* commit = command.add_flag(
        "--commit", flags->commit,
        "Commit lock, small metrics and pipeline files to the current branch when all succeeded");
    command.add_option("-m,--message", flags->message, "The message of that commit")->needs(commit);
    command
        .add_option("--wait", flags->options.wait_s, "Seconds to wait for another run of this project to end")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--junit", flags->junit, "Write stages and gates as JUnit XML into this file")
        ->excludes("--dry-run");
    add_prometheus_options(command, flags->prometheus);
    command.add_flag("--json", flags->json, "The run's record as one JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute_in_job(*flags, context); }); });
}

}  // namespace mlpipe::cli
