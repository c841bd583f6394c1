// The parameters of a stage as one document that its command may read, whatever the language of the files that they
// come from: {"params.yaml": {"train": {"lr": 0.1}}}.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/exec/executor.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

// By file; dotted keys are taken apart. A value that lies within another that is there too is that one's.
Value parameter_document(const std::vector<ParameterValue>& parameters);

// Writes it beside the job's log, and names it in MLPIPE_PARAMS; nothing of a stage without parameters.
void hand_in_parameters(FileSystem& files, Job& job, const std::string& stage,
                        const std::vector<ParameterValue>& parameters);

}  // namespace mlpipe
