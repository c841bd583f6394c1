#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "moving_options.hpp"
#include "transfer_progress.hpp"

namespace mlpipe::cli {
namespace {

int execute(const MovingFlags& flags, Context& context) {
    World world = context.world();
    const Project project = project_of(flags, context);
    MoveOptions options = move_options(flags, context);
    Moved moved;
    {
        TransferMeterLine line(context, "pushing");
        options.transfer.progress = line.listener();
        moved = push(project, options, world, context.interrupt);
    }
    flags.json ? context.print_json(as_value(moved)) : context.print(as_text(moved, "push"));
    context.tell(problems_text(moved, "push"));
    return moved.problems.empty() ? exit_done : exit_failed;
}

}  // namespace

void add_push(CLI::App& app, Context& context, const Choose& choose) {
    auto flags = std::make_shared<MovingFlags>();
    CLI::App& command =
        *app.add_subcommand("push", "Send results to a remote, and the runs' commits with git");
    add_moving_options(command, *flags);
    command.callback(
        [flags, &context, choose] { choose([flags, &context] { return execute(*flags, context); }); });
}

}  // namespace mlpipe::cli
