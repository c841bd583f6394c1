// Jobs as processes of this machine, through a supervisor: a small process that spawns them, is the subreaper of all
// their descendants and ends them when its connection to mlpipe closes, however mlpipe died.
// Linux only (pidfd, signalfd, subreaper).
#pragma once
#include <memory>
#include <string>

#include "mlpipe/exec/executor.hpp"

namespace mlpipe {

class LocalExecutor : public Executor {
  public:
    // Forks the supervisor: call it before starting threads that hold locks. `lease_file` is created and flock'ed by
    // the supervisor; every job inherits the lock, so that a later run can tell that something is still alive.
    explicit LocalExecutor(const std::string& lease_file);
    ~LocalExecutor() override;  // ends whatever is left

    JobResult execute(const Job& job, const LineSink& line) override;
    void cancel_all(bool immediately) override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Ends the processes of an earlier run that still hold `lease_file`, known by that descriptor and by
// MLPIPE_EXECUTION and MLPIPE_ROOT in their environment. Returns how many were ended. Throws Error(locked) if some
// could not be ended within `most_s`.
unsigned end_orphans(const std::string& lease_file, const std::string& root, double most_s);

}  // namespace mlpipe
