// What `model deploy` and `model rollback` have in common.
#pragma once
#include <CLI/CLI.hpp>
#include <string>

#include "mlpipe/registry/deployment.hpp"
#include "model_command.hpp"

namespace mlpipe::cli {

// --to
void add_place_option(CLI::App& command, std::string& place);
// Where the releases lie: `given`, seen from where mlpipe was called, else releases/ in the project's root.
std::string release_place(const Project& project, const Context& context, const std::string& given);

// `json`: standard output is the document's.
DeploymentWorld deployment_world(const Project& project, Context& context, bool json);

// Before anything has happened: throws Error(usage) for what the registry would refuse in the end.
void check_deployment(const Project& project, const std::string& model, const EventFlags& flags,
                      const Context& context);
// After it: pushes where that was asked for, and prints how it ended. The exit code.
using ReportText = std::string (*)(const DeploymentReport&, const TextStyle&);
int conclude(DeploymentReport report, const EventFlags& flags, const Project& project, Context& context,
             ReportText text);

}  // namespace mlpipe::cli
