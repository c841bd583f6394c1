// What `model deploy` and `model rollback` have in common.
#pragma once
#include <CLI/CLI.hpp>
#include <string>

#include "context.hpp"
#include "mlpipe/registry/deployment.hpp"

namespace mlpipe::cli {

// --to
void add_place_option(CLI::App& command, std::string& place);
// Where the releases lie: `given`, seen from where mlpipe was called, else releases/ in the project's root.
std::string release_place(const Project& project, const Context& context, const std::string& given);

// `json`: standard output is the document's.
DeploymentWorld deployment_world(const Project& project, Context& context, bool json);

int exit_code(const DeploymentReport& report);

}  // namespace mlpipe::cli
