// Inputs that no stage makes, that are not there, and that DVC tracks and has in its cache.
#pragma once
#include <string>
#include <vector>

#include "workspace.hpp"

namespace mlpipe {

// Checks them out into the working tree, and says of each where it came from. What the cache does not have stays
// absent.
std::vector<std::string> bring_tracked_sources(Workspace& workspace);

}  // namespace mlpipe
