// What an alias of the registry points to, as what gates compare with.
#pragma once
#include <string>

#include "mlpipe/history/baselines.hpp"
#include "mlpipe/quality/baseline.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe::cli {

// Of "production" and "alias:NAME"; nullopt: the name is none of the registry.
std::optional<std::string> alias_of(const std::string& baseline);

// `known` tells what the run that made the version had: its scores, and what the stage read. "There is none" is said
// only where all tags are here.
Baseline registry_baseline(const Project& project, const BaselineQuestion& question, const std::string& alias,
                           Baselines& known);

}  // namespace mlpipe::cli
