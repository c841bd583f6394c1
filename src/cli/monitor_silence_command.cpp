#include <CLI/CLI.hpp>

#include "json_text.hpp"
#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/git/tags.hpp"
#include "mlpipe/report/watch_text.hpp"
#include "mlpipe/watch/watch_files.hpp"
#include "monitor_command.hpp"
#include "pipeline_file_option.hpp"

namespace mlpipe::cli {
namespace {

constexpr double ns_per_s = 1e9;
constexpr double longest_s = 366.0 * 24 * 3600;

struct Flags {
    std::string file, time, why;
    bool end = false, json = false;
};

// As the history of models has it, where there is a repository.
std::string caller(const Project& project, const Context& context) {
    const auto tags = Tags::open(posix_file_system(), project.root, project.state_directory());
    if (tags) return tags->user_name() + " <" + tags->user_email() + ">";
    return context.variable("USER").value_or("somebody");
}

Silence silence_of(const Flags& flags, const Project& project, std::int64_t now_ns, const Context& context) {
    if (flags.time.empty() || flags.why.empty())
        throw Error(ErrorKind::usage,
                    "a silence needs its time and its reason: mlpipe monitor silence --for 8h --why TEXT");
    const auto seconds = text::parse_duration(flags.time);
    if (!seconds || *seconds == 0 || *seconds > longest_s)
        throw Error(ErrorKind::usage, "--for expects a duration such as 8h, a year at most, not '" +
                                          path::printable(flags.time) + "'");
    return {now_ns, now_ns + static_cast<std::int64_t>(*seconds * ns_per_s), caller(project, context),
            flags.why, 0};
}

int end(WatchFiles& watch, std::int64_t now_ns, bool json, const Context& context) {
    const bool ended = watch.end_silence(now_ns);
    if (json)
        context.print_json(Value::Map{{"ended", ended}, {"silence", Value()}});
    else
        context.print(ended ? "The silence is over.\n" : "There was no silence.\n");
    return exit_done;
}

int execute(const Flags& flags, Context& context) {
    const Project project = context.project(flags.file.empty() ? std::nullopt : std::optional(flags.file));
    WatchFiles watch(posix_file_system(), project);
    const std::int64_t now_ns = system_clock().now_ns();
    if (flags.end) return end(watch, now_ns, flags.json, context);
    const Silence silence = silence_of(flags, project, now_ns, context);
    watch.add(silence);
    if (flags.json)
        context.print_json(Value::Map{{"ended", false}, {"silence", to_value(silence)}});
    else
        context.print("Silenced " + silence_text(silence) + "\n");
    return exit_done;
}

}  // namespace

void add_monitor_silence(CLI::App& monitor, Context& context, const Choose& choose) {
    auto flags = std::make_shared<Flags>();
    CLI::App& command =
        *monitor.add_subcommand("silence", "Tell nothing for a while; what goes on then is told after it");
    add_pipeline_file_option(command, flags->file);
    CLI::Option* time = command.add_option("--for", flags->time, "How long: 8h, 2d");
    CLI::Option* why = command.add_option("-m,--why", flags->why, "Why, for whoever asks");
    command.add_flag("--end", flags->end, "End the silence now")->excludes(time)->excludes(why);
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
