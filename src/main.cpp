// The program: parse the command line, do the one thing it asks for, turn errors into messages and exit
// codes.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "cli/commands.hpp"
#include "cli/context.hpp"
#include "cli/github_job.hpp"
#include "cli/signals.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/report/printable.hpp"

namespace {

using namespace mlpipe;

int exit_code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::usage:
        case ErrorKind::pipeline:
            return cli::exit_usage;
        case ErrorKind::failed:
            return cli::exit_failed;
        case ErrorKind::damaged:
            return cli::exit_damaged;
        case ErrorKind::locked:
            return cli::exit_locked;
        case ErrorKind::interrupted:
            return cli::exit_interrupted;
    }
    return cli::exit_failed;
}

// The names below one command of another, or of the program.
std::vector<std::string> names_of_commands(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(command->get_name());
    return names;
}

// What somebody who comes from DVC types, and what it is here.
constexpr std::pair<std::string_view, std::string_view> words_of_dvc[] = {
    {"repro", "run"},     {"dag", "graph"}, {"checkout", "restore"},
    {"commit", "accept"}, {"exp", "runs"},  {"fetch", "pull"},
};

// CLI11 would only say that a command is required.
void refuse_unknown_command(CLI::App& app, const std::string& word) {
    const std::vector<std::string> known = names_of_commands(app);
    if (word.starts_with('-') || std::find(known.begin(), known.end(), word) != known.end()) return;
    for (const auto& [theirs, ours] : words_of_dvc) {
        if (word == theirs)
            throw Error(ErrorKind::usage, "there is no command '" + word + "'; what DVC does so is 'mlpipe " +
                                              std::string(ours) + "' here");
    }
    throw Error(ErrorKind::usage, "there is no command '" + path::printable(word) + "'" +
                                      text::did_you_mean(word, known) + "; 'mlpipe --help' lists them");
}

// A caller may have closed one of these; the next file that is opened, a database perhaps, would take its number,
// and be written to as if it were the screen.
void keep_standard_descriptors() {
    int opened = 0;
    do opened = ::open("/dev/null", O_RDWR);
    while (opened >= 0 && opened <= STDERR_FILENO);
    if (opened >= 0) ::close(opened);
}

const CLI::App& chosen_command(const CLI::App& app) {
    const CLI::App* command = &app;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    return *command;
}

// "mlpipe runs export"
std::string full_name(const CLI::App& command) {
    const CLI::App* parent = command.get_parent();
    return (parent == nullptr ? "" : full_name(*parent) + " ") + command.get_name();
}

[[noreturn]] void refuse(const CLI::App& command, const std::string& what) {
    throw Error(ErrorKind::usage, what + "; '" + full_name(command) + " --help' says what it takes");
}

// What CLI11 calls "not expected".
[[noreturn]] void refuse_leftovers(const CLI::App& app, const std::vector<std::string>& left) {
    const CLI::App& command = chosen_command(app);
    const std::string word = left.empty() ? "" : left.front();
    std::vector<std::string> known;
    for (const CLI::Option* option : command.get_options())
        for (const std::string& long_name : option->get_lnames()) known.push_back("--" + long_name);
    const std::string what =
        word.starts_with('-')
            ? "has no option '" + path::printable(word) + "'" + text::did_you_mean(word, known)
            : "takes no argument '" + path::printable(word) + "' there" +
                  text::did_you_mean(word, names_of_commands(command));
    refuse(command, "'" + full_name(command) + "' " + what);
}

int run_command_line(int count, char** words, cli::Context& context) {
    CLI::App app("Runs machine-learning pipelines: incremental, parallel, recorded.", "mlpipe");
    app.set_version_flag("--version", "mlpipe " MLPIPE_VERSION);
    app.require_subcommand(1);
    cli::Action action;
    const cli::Choose choose = [&action](cli::Action chosen) { action = std::move(chosen); };
    for (const auto add :
         {cli::add_init,    cli::add_run,      cli::add_status,    cli::add_why,     cli::add_accept,
          cli::add_graph,   cli::add_validate, cli::add_test,      cli::add_runs,    cli::add_show,
          cli::add_lineage, cli::add_logs,     cli::add_diff,      cli::add_params,  cli::add_metrics,
          cli::add_plots,   cli::add_report,   cli::add_reproduce, cli::add_restore, cli::add_bisect,
          cli::add_remote,  cli::add_push,     cli::add_pull,      cli::add_verify,  cli::add_gc,
          cli::add_doctor,  cli::add_gate,     cli::add_check,     cli::add_drift,   cli::add_monitor,
          cli::add_model,   cli::add_import,   cli::add_export}) {
        add(app, context, choose);
    }
    if (count > 1) {
        refuse_unknown_command(app, words[1]);
    } else {
        context.tell(app.help());
        return cli::exit_usage;
    }
    try {
        app.parse(count, words);
    } catch (const CLI::ExtrasError&) {
        refuse_leftovers(app, app.remaining(true));
    } catch (const CLI::ParseError& error) {
        // Help and version are "errors" with code 0 to CLI11. What it says of others holds what was typed.
        if (error.get_exit_code() == 0) return app.exit(error);
        refuse(chosen_command(app), path::printable(error.what()));
    }
    return action();
}

}  // namespace

int main(int count, char** words) {
    keep_standard_descriptors();
    std::ios::sync_with_stdio(false);
    try {
        cli::Context context;
        context.arguments.assign(words + 1, words + count);
        // Whatever is being done can be stopped at any point; a run says itself how, from its first stage to
        // its last.
        context.interrupt.on_request([&context](int) {
            if (context.err.terminal) context.tell("\n");
            std::_Exit(cli::exit_interrupted);
        });
        const cli::SignalListener signals(context.interrupt);
        try {
            return run_command_line(count, words, context);
        } catch (const Error& error) {
            if (cli::in_github_job(context)) {
                context.tell(cli::github_error_text(context, error));
                return exit_code_of(error.kind());
            }
            const std::string message = printable_text(error.what());
            context.tell((error.kind() == ErrorKind::pipeline ? "" : "mlpipe: ") + message + "\n");
            return exit_code_of(error.kind());
        }
    } catch (const std::exception& error) {
        std::cerr << "mlpipe: " << error.what() << '\n';
        return cli::exit_failed;
    }
}
