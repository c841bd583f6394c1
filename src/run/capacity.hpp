// What of this machine a run may use.
#pragma once
#include "mlpipe/plan/admission.hpp"
#include "mlpipe/run/run.hpp"
#include "workspace.hpp"

namespace mlpipe {

unsigned jobs_of(const RunOptions& options, const Config& config);
Capacity capacity_of(const Config& config, const MachineEnvironment& machine, unsigned jobs);
// A stage that could never run is an error before anything does: throws PipelineError.
void refuse_what_never_fits(const PlannedPipeline& planned, const Admission& admission);

}  // namespace mlpipe
