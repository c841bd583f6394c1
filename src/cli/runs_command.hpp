// The subcommands of `runs`, each in a file of its own; `runs` alone is the table of runs.
#pragma once
#include "commands.hpp"

namespace mlpipe::cli {

void add_runs_export(CLI::App& runs, Context& context, const Choose& choose);
void add_runs_import(CLI::App& runs, Context& context, const Choose& choose);
void add_runs_prune(CLI::App& runs, Context& context, const Choose& choose);

}  // namespace mlpipe::cli
