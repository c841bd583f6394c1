// The subcommands of `model`, each in a file of its own.
#pragma once
#include "commands.hpp"

namespace mlpipe::cli {

void add_model_deploy(CLI::App& model, Context& context, const Choose& choose);
void add_model_rollback(CLI::App& model, Context& context, const Choose& choose);

}  // namespace mlpipe::cli
