// What lineage knows of a model: the run and the stage that made it, what they read, what measured it.
#pragma once
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/model/model_version.hpp"

namespace mlpipe::registry {

// `version.artifact.path` is relative to the project's root. False, and nothing is changed, where no stage is
// known to have made this content there; else the rest is filled in, and paths are the pipeline file's.
bool describe(Lineage& lineage, ModelVersion& version);

// A path relative to the folder of one pipeline file, as another one's folder sees it; "" stands for the root.
std::string seen_from(const std::string& path, const std::string& from, const std::string& to);

}  // namespace mlpipe::registry
