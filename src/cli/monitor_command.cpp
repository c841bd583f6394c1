#include "monitor_command.hpp"

#include <CLI/CLI.hpp>

#include "deployment_options.hpp"
#include "github_job.hpp"
#include "json_text.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/report/github_log.hpp"
#include "mlpipe/report/printable.hpp"
#include "mlpipe/watch/watch.hpp"
#include "registry_place.hpp"
#include "selection_options.hpp"
#include "terminal.hpp"

namespace mlpipe::cli {
namespace {

constexpr double shortest_every_s = 1;

struct Flags {
    std::shared_ptr<ChosenStages> chosen;
    std::string every, cooldown, on_alert, place;
    unsigned after = 0;
    bool once = false, json = false, exit_zero = false;
    WatchRequest request;
};

std::optional<double> duration_of(const std::string& text, const char* option) {
    if (text.empty()) return std::nullopt;
    if (const auto seconds = text::parse_duration(text)) return seconds;
    throw Error(ErrorKind::usage,
                std::string(option) + " expects a duration such as 1h, not '" + path::printable(text) + "'");
}

MonitorSettings given_settings(const Flags& flags) {
    MonitorSettings settings;
    settings.every_s = duration_of(flags.every, "--every");
    settings.cooldown_s = duration_of(flags.cooldown, "--cooldown");
    if (flags.after > 0) settings.after = flags.after;
    if (!flags.on_alert.empty()) settings.on_alert = flags.on_alert;
    return settings;
}

// What the pipeline file says, where it can be read: what is wrong with it is for the watch to tell.
MonitorSettings declared_settings(const Project& project) {
    try {
        return load_pipeline(posix_file_system(), project.pipeline_file, project.shown(project.pipeline_file),
                             project.root)
            .monitor;
    } catch (const Error&) {
        return {};
    }
}

WatchRequest request_of(const Flags& flags, const Project& project, const Context& context) {
    WatchRequest request = flags.request;
    request.stages = flags.chosen->selection().targets;
    request.settings =
        merged(given_settings(flags), merged(declared_settings(project), project.config.monitor));
    if (flags.once) request.settings.every_s.reset();
    if (request.settings.every_s && *request.settings.every_s < shortest_every_s)
        throw Error(ErrorKind::usage, "a watch looks once a second at most: --every is too short");
    if (request.settings.every_s && flags.json)
        throw Error(ErrorKind::usage, "--json is about one look: add --once");
    request.releases = release_place(project, context, flags.place);
    request.releases_elsewhere = !flags.place.empty();
    request.working_directory = context.directory;
    request.arguments = context.arguments;
    return request;
}

Value retraining_value(const RetrainingReport& retraining) {
    return Value::Map{{"run", retraining.run.empty() ? Value() : Value(retraining.run)},
                      {"problem", retraining.problem.empty() ? Value() : json_text(retraining.problem)},
                      {"gate_failed", retraining.gate_failed}};
}

Value as_value(const LookReport& report) {
    Value::List alarms, waiting, untold;
    for (const Alarm& alarm : report.alarms) alarms.push_back(to_value(alarm));
    for (const std::string& stage : report.waiting) waiting.push_back(json_text(stage));
    for (const std::string& problem : report.untold) untold.push_back(json_text(problem));
    return Value::Map{{"run", report.look.run.empty() ? Value() : Value(report.look.run)},
                      {"outcome", to_string(report.look.outcome)},
                      {"text", json_text(report.look.text)},
                      {"drift", report.drift},
                      {"red", report.red},
                      {"waiting", std::move(waiting)},
                      {"alarms", std::move(alarms)},
                      {"untold", std::move(untold)},
                      {"retraining", report.retraining ? retraining_value(*report.retraining) : Value()}};
}

// In the order of docs/exit-codes.md.
int exit_code(const LookReport& report, bool exit_zero) {
    const auto& retraining = report.retraining;
    if (report.look.outcome == LookOutcome::interrupted || (retraining && retraining->interrupted))
        return exit_interrupted;
    if (report.error == ErrorKind::damaged) return exit_damaged;
    if (report.error == ErrorKind::pipeline || report.error == ErrorKind::usage) return exit_usage;
    if (report.look.outcome == LookOutcome::skipped) return exit_locked;
    const bool retraining_failed = retraining && !retraining->problem.empty();
    if (report.look.outcome == LookOutcome::failed || !report.untold.empty() ||
        (retraining_failed && !retraining->gate_failed))
        return exit_failed;
    if (retraining_failed) return exit_gate;
    if (exit_zero) return exit_done;
    if (report.red) return exit_gate;
    return report.drift ? exit_drift : exit_done;
}

// What stages and columns are called is no command to a runner.
void say(const std::string& text, bool on_standard_error, const Context& context) {
    const TextSink sink = [&](std::string_view part) {
        on_standard_error ? context.tell(part) : context.print(part);
    };
    if (in_github_job(context))
        GithubLog(sink).text(text);
    else
        sink(text);
}

std::string closing_text(const LookReport& report) {
    std::string text = report.look.outcome == LookOutcome::looked
                           ? "Looked: "
                           : std::string("The look ") +
                                 (report.look.outcome == LookOutcome::failed ? "failed: " : "was skipped: ");
    text += printable_text(report.look.text) + "\n";
    for (const std::string& stage : report.waiting)
        text += printable(stage) + " has found something in fewer runs than it takes for an alarm.\n";
    return text;
}

int execute(const Flags& flags, Context& context) {
    const Project project = flags.chosen->project(context);
    const WatchRequest request = request_of(flags, project, context);
    World world = context.world();
    const bool json = flags.json;
    Watch watch(project, request,
                {world, registry_place(project, context),
                 [&context, json] { return make_run_reporter(context, json); },
                 [&context, json](const std::string& text) { say(printable_text(text), json, context); },
                 context.interrupt});
    if (request.settings.every_s) return watch.keep_watch() ? exit_interrupted : exit_done;
    const LookReport report = watch.look();
    if (json)
        context.print_json(as_value(report));
    else if (report.look.outcome != LookOutcome::interrupted)
        say(closing_text(report), false, context);
    return exit_code(report, flags.exit_zero);
}

}  // namespace

void add_monitor(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *app.add_subcommand(
        "monitor", "Run the monitor stages, once or on a schedule, and tell what they find");
    command.require_subcommand(0, 1);
    flags->chosen = add_selection(command, false);
    CLI::Option* every =
        command.add_option("--every", flags->every, "Look so often: 1h, 1d; without it once");
    command.add_flag("--once", flags->once, "Look once, whatever the pipeline's settings say")
        ->excludes(every);
    command.add_option("--after", flags->after, "Tell what so many runs in a row have found; 1 without it")
        ->check(CLI::Range(1, 1000000));
    command.add_option("--cooldown", flags->cooldown,
                       "Tell what goes on again after so long; 1d without it, 0: in each run");
    command.add_option("--on-alert", flags->on_alert,
                       "Give each alarm to this command, as a JSON document on its standard input");
    command.add_option("--retrain", flags->request.retrain,
                       "On an alarm run this stage or output, with the data fetched anew");
    command.add_option(
        "--model", flags->request.model,
        "The model that is watched; without it the only one, or the one called as the pipeline is");
    add_place_option(command, flags->place);
    command.add_option("-j,--jobs", flags->request.jobs, "Stages at a time; without it the number of cores")
        ->check(CLI::Range(1, 10000));
    command
        .add_option("--wait", flags->request.wait_s, "Seconds to wait for another run of this project to end")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--exit-zero", flags->exit_zero, "Exit 0 also where something was found");
    command.add_flag("--json", flags->json, "What one look came to, as a JSON document on standard output");
    add_monitor_status(command, context, choose);
    add_monitor_silence(command, context, choose);
    command.callback([flags, &command, &context, choose] {
        // CLI11 calls this after the callback of a subcommand too.
        if (command.get_subcommands().empty()) choose([flags, &context] { return execute(*flags, context); });
    });
}

}  // namespace mlpipe::cli
