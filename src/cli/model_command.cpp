#include "model_command.hpp"

#include <CLI/CLI.hpp>

namespace mlpipe::cli {

void add_model(CLI::App& app, Context& context, const Choose& choose) {
    CLI::App& model = *app.add_subcommand("model", "Registered models: their versions, aliases and history");
    model.require_subcommand(1);
    for (const auto add : {add_model_deploy, add_model_rollback}) add(model, context, choose);
}

}  // namespace mlpipe::cli
