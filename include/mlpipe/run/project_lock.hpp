// Who may change a project: one run or restore at a time, held together with a share of the store, which `gc`
// must have alone. Readers take neither.
#pragma once
#include <map>
#include <string>

#include "mlpipe/base/file_lock.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

class ProjectLock {
  public:
    // Waits up to `wait_s`; then throws Error(locked) with process, host and since when. Throws
    // Error(interrupted) when asked to stop meanwhile. The state directory must exist.
    static ProjectLock acquire(const Project& project, double wait_s, Interrupt& interrupt);
    // The same with the store for this process alone, for gc.
    static ProjectLock acquire_with_store(const Project& project, double wait_s, Interrupt& interrupt);

    // A share of the store alone, for who only reads it: what is there stays there meanwhile.
    static FileLock share_store(const Project& project, double wait_s, Interrupt& interrupt);

  private:
    ProjectLock(FileLock project, FileLock store) : project_(std::move(project)), store_(std::move(store)) {}
    FileLock project_, store_;
};

// A stage must not start another run, gc or restore of the project that runs it: throws Error(locked) at
// once.
void refuse_nested(const Project& project, const std::map<std::string, std::string>& environment);

}  // namespace mlpipe
