// The beginning and the end that `run` and `accept` share: the record of the run, and the lock file.
#pragma once
#include <string>
#include <vector>

#include "workspace.hpp"

namespace mlpipe {

RunRecord open_record(const Project& project, const PlannedPipeline& planned,
                      const std::vector<std::string>& arguments, const World& world);

// Writes `lock` beside the pipeline file, without the stages that are no more, if that changes anything.
void write_lock(const Project& project, const PlannedPipeline& planned, Workspace& workspace, LockFile lock);

// Executions that are over already, with their run, durable when this returns.
void record_at_once(Workspace& workspace, RunRecord& run, const std::vector<Execution>& executions);

}  // namespace mlpipe
