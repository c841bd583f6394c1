// `run --pull`: inputs that no stage makes and that are not there, as the lock has them.
#pragma once
#include "fetcher.hpp"
#include "workspace.hpp"

namespace mlpipe {

// Puts into the working tree what the store or the remote has of them. What neither has stays absent.
void bring_sources(Workspace& workspace, Fetcher& fetcher);

}  // namespace mlpipe
