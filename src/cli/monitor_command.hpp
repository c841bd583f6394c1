// `monitor`, and what its subcommands have in common. Each subcommand has a file of its own.
#pragma once
#include "commands.hpp"
#include "context.hpp"

namespace mlpipe::cli {

void add_monitor_silence(CLI::App& monitor, Context& context, const Choose& choose);
void add_monitor_status(CLI::App& monitor, Context& context, const Choose& choose);

}  // namespace mlpipe::cli
