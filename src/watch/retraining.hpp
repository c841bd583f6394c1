// A run that an alarm asks for, never started twice for one alarm: it is recorded with its cause before its first stage
// starts, and whoever comes after a kill looks for that.
#pragma once
#include <optional>

#include "mlpipe/watch/watch.hpp"

namespace mlpipe::watch {

// nullopt: the project is in use; later, then.
std::optional<RetrainingReport> retrain(const Retraining& retraining, const Project& project,
                                        const WatchRequest& request, WatchWorld& world);

// The run that was started for this reason, if it is recorded; none without a database.
std::optional<RunRecord> find_run(const FileSystem& files, const Project& project, const RunCause& cause);

}  // namespace mlpipe::watch
