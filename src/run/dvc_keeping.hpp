// `dvc.keep_lock`: DVC's side of a run. Of each stage that is up to date, dvc.lock says what DVC would say of it, and
// DVC's cache has its outputs, so that `dvc status`, `dvc push` and `dvc repro` find what they would find after a
// `dvc repro`. Decides nothing: what is up to date is the run's to say. Main thread.
#pragma once
#include <set>
#include <string>

#include "dvc_place.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/report/reporter.hpp"
#include "workspace.hpp"

namespace mlpipe {

// Where DVC is at home, if we may write there. Throws Error(usage), which begins with what it was wanted for, where it is
// not in the project, or its cache is elsewhere.
DvcPlace writable_dvc_place(const FileSystem& files, const Project& project, const std::string& purpose);

// Whether runs of this project keep dvc.lock. Throws Error(usage) where they should and cannot: before anything is run.
bool keeps_dvc_lock(const FileSystem& files, const Project& project, const RunOptions& options);

// After the run: `record` says how its stages ended, `lock` what is known of them. A stage whose files are no longer what
// the run left is passed over. What gets in the way is told as a warning.
void keep_dvc_lock(Workspace& workspace, const RunRecord& record, const LockFile& lock,
                   const Interrupt& interrupt, Reporter& reporter);

// The dvc.lock files that runs of this project keep, absolute: one beside each dvc.yaml, or none.
std::set<std::string> kept_dvc_locks(const Project& project, const Pipeline& pipeline);

}  // namespace mlpipe
