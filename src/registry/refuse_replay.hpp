// A repetition of a past run asks the registry, and changes nothing in it.
#pragma once
#include <string>

#include "mlpipe/registry/registry.hpp"

namespace mlpipe::registry {

// Throws Error(usage) in a replay. `what`: "deploy".
void refuse_replay(const RegistryPlace& place, const std::string& what);

}  // namespace mlpipe::registry
