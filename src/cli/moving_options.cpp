#include "moving_options.hpp"

#include <CLI/CLI.hpp>

#include "json_text.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"

namespace mlpipe::cli {

void add_moving_options(CLI::App& command, MovingFlags& flags) {
    flags.chosen = add_selection(command, false);
    command.add_option("--run", flags.run, "The results of this run, in place of the lock's");
    command.add_option("-r,--remote", flags.remote, "The remote's name; without it the default");
    command.add_option("-j,--jobs", flags.jobs, "Transfers at a time; 4 without it")
        ->check(CLI::Range(1, 256));
    command.add_flag("--no-git", flags.no_git, "Leave the runs' commits alone");
    command.add_option("--wait", flags.wait_s, "Seconds to wait for what holds the store or the project")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--json", flags.json, "One JSON document on standard output");
}

MoveOptions move_options(const MovingFlags& flags, const Context& context) {
    MoveOptions options;
    options.selection = flags.chosen->selection();
    options.selection.all_files = true;
    if (!flags.run.empty() && !options.selection.targets.empty())
        throw Error(ErrorKind::usage, "--run means all results of a run; leave the targets out");
    options.working_directory = context.directory;
    options.run = flags.run;
    options.remote = flags.remote;
    options.git = !flags.no_git;
    options.transfer.jobs = flags.jobs;
    options.wait_s = flags.wait_s;
    return options;
}

Project project_of(const MovingFlags& flags, const Context& context) {
    const bool is_named = flags.run.empty() || flags.chosen->pipeline_file();
    return is_named ? flags.chosen->project(context) : context.project_or_none("");
}

Value as_value(const Moved& moved) {
    Value document;
    document.set("remote", json_text(moved.remote));
    document.set("objects", static_cast<std::int64_t>(moved.objects));
    document.set("records", static_cast<std::int64_t>(moved.records));
    document.set("bytes", static_cast<std::int64_t>(moved.bytes));
    document.set("git_remote", moved.git_remote ? json_text(*moved.git_remote) : Value());
    Value::List runs, problems, warnings, files;
    for (const std::string& run : moved.runs) runs.push_back(json_text(run));
    document.set("runs", std::move(runs));
    document.set("imported", static_cast<std::int64_t>(moved.imported));
    for (const MoveProblem& problem : moved.problems) {
        problems.emplace_back(Value::Map{{"stage", json_text(problem.stage)},
                                         {"path", json_text(problem.path)},
                                         {"sha256", Value(problem.digest.hex())},
                                         {"problem", Value(problem.damaged ? "damaged" : "missing")}});
    }
    document.set("problems", std::move(problems));
    for (const std::string& warning : moved.warnings) warnings.push_back(json_text(warning));
    document.set("warnings", std::move(warnings));
    for (const RestoredArtifact& each : moved.restored) {
        Value entry = to_value(each.artifact);
        entry.set("outcome", Value(to_string(each.outcome)));
        if (each.displaced) entry.set("displaced", json_text(*each.displaced));
        files.push_back(std::move(entry));
    }
    document.set("files", std::move(files));
    return document;
}

std::string as_text(const Moved& moved, const std::string& verb) {
    const bool nothing = moved.objects == 0 && moved.records == 0;
    std::string text = nothing ? "Nothing to " + verb
                               : verb + "ed " + text::plural(moved.objects, "object") + " and " +
                                     text::plural(moved.records, "record") + ", " +
                                     text::format_bytes(moved.bytes);
    if (!nothing && verb.front() == 'p') text.front() = 'P';
    text += std::string(verb == "push" ? " to " : " from ") + printable(moved.remote);
    if (!moved.runs.empty() && moved.git_remote)
        text += "; " + text::plural(moved.runs.size(), "run") + " with git's '" +
                printable(*moved.git_remote) + "'";
    text += ".\n";
    std::size_t restored = 0, displaced = 0;
    for (const RestoredArtifact& each : moved.restored) {
        if (each.outcome == RestoreOutcome::restored) ++restored;
        if (each.displaced) ++displaced;
    }
    if (restored > 0) text += text::plural(restored, "output") + " put into the working tree.\n";
    if (displaced > 0)
        text +=
            "What stood in the way of " + std::to_string(displaced) + " of them is in .mlpipe/displaced.\n";
    return text;
}

std::string problems_text(const Moved& moved, const std::string& verb) {
    std::string text;
    for (const std::string& warning : moved.warnings) text += "warning: " + printable(warning) + "\n";
    for (const MoveProblem& problem : moved.problems) {
        text += std::string(problem.damaged ? "damaged  " : "missing  ") + printable(problem.path) + "  " +
                problem.digest.hex() + "  (stage " + printable(problem.stage) + ")\n";
    }
    if (moved.problems.empty()) return text;
    const std::string what = text::plural(moved.problems.size(), "file");
    if (verb == "push")
        return text + what +
               " could not be pushed: the store does not have them as they were recorded; "
               "'mlpipe run' makes them again.\n";
    return text + what +
           " could not be pulled: the remote does not have them as they were recorded; "
           "'mlpipe push' where they were made, or 'mlpipe run' here.\n";
}

}  // namespace mlpipe::cli
