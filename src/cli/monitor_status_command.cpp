#include <CLI/CLI.hpp>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/report/watch_text.hpp"
#include "mlpipe/watch/schedule.hpp"
#include "mlpipe/watch/watch_files.hpp"
#include "monitor_command.hpp"
#include "pipeline_file_option.hpp"

namespace mlpipe::cli {
namespace {

int execute(const std::string& file, bool json, Context& context) {
    const Project project = context.project(file.empty() ? std::nullopt : std::optional(file));
    const WatchFiles watch(posix_file_system(), project);
    const auto state = watch.state();
    WatchStatus status;
    status.now_ns = system_clock().now_ns();
    status.state = state.value_or(WatchState());
    status.state.pipeline_file = project.shown(project.pipeline_file);
    status.is_watched = watch.is_watched();
    status.next_ns =
        next_look_ns(status.state, status.is_watched, current_moment(posix_file_system(), system_clock()));
    status.silences = watch.silences();
    status.silence = watch.silence_at(status.now_ns);
    if (json)
        context.print_json(to_value(status));
    else
        context.print(watch_text(status, context.out.style));
    return exit_done;
}

}  // namespace

void add_monitor_status(CLI::App& monitor, Context& context, const Choose& choose) {
    struct Flags {
        std::string file;
        bool json = false;
    };
    auto flags = std::make_shared<Flags>();
    CLI::App& command = *monitor.add_subcommand(
        "status", "What the watch knows: last looks, the next one, what is to be told, silences");
    add_pipeline_file_option(command, flags->file);
    command.add_flag("--json", flags->json, "One JSON document on standard output");
    command.callback([flags, &context, choose] {
        choose([flags, &context] { return execute(flags->file, flags->json, context); });
    });
}

}  // namespace mlpipe::cli
