// Where the registry of a project is, and who asks it.
#pragma once
#include "mlpipe/registry/registry.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe::cli {

class Context;

// For who only reads.
RegistryPlace registry_place(const Project& project);
// For who writes, too: with the approvals that the project's settings ask for and, where a stage of this project
// called mlpipe, with that stage and its run.
RegistryPlace registry_place(const Project& project, const Context& context);

}  // namespace mlpipe::cli
