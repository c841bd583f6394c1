// Stages that DVC ran and that dvc.lock calls up to date become ours: their outputs are stored, and what was taken over
// is recorded as a run of its own, marked as accepted, for no command of ours made it.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/report/reporter.hpp"
#include "workspace.hpp"

namespace mlpipe {

// Enters what it takes over into the workspace's lock, where the run then finds it, and tells of it. Outputs that are
// not there come from DVC's cache into the store; the run restores them like any others. Writes nothing where dvc.lock
// speaks for no stage.
void adopt_from_dvc(Workspace& workspace, const RunOptions& options, const Interrupt& interrupt,
                    Reporter& reporter);

}  // namespace mlpipe
