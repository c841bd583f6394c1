// Jobs as processes of this machine, two processes away. The supervisor, forked once, forks a keeper for each
// job that runs at the same time; keepers are used again. A keeper spawns its job and is the subreaper of all
// that descends from it: the job is over when its keeper has no child left. When a keeper's connection
// closes, however mlpipe died, it ends its job; the supervisor ends what a keeper that was itself killed
// leaves behind. Linux only (pidfd, signalfd, subreaper).
#pragma once
#include <memory>
#include <string>

#include "mlpipe/exec/executor.hpp"

namespace mlpipe {

class LocalExecutor : public Executor {
  public:
    // Forks without exec. Other threads may run, but what they hold locked stays locked in the supervisor: it
    // uses no stdio and no lock of the caller's, and relies on malloc to survive fork, as glibc's does. Fork
    // early all the same, while the process is small: the memory in use at this moment is the least that
    // `peak_memory` can show. `lease_file` is created and flock'ed; supervisor and jobs hold the lock, so
    // that a later run can tell that something is still alive. It is empty when all ended in order. Throws
    // Error(locked) if it is held: see end_orphans.
    explicit LocalExecutor(const std::string& lease_file);
    // Returns when the last process has ended. No execute() may be under way.
    ~LocalExecutor() override;

    // Adds MLPIPE_EXECUTION to the job's environment. A program without '/' is looked up by the job's PATH.
    // What outlives the commands has 50 ms to end by itself, then gets TERM and up to a second (the grace, if
    // shorter), then KILL. An exception of the sink ends the job and is passed on; nothing else is thrown.
    JobResult execute(const Job& job, const LineSink& line) override;
    // For good: jobs that are started later end as cancelled at once.
    void cancel_all(bool immediately) override;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Ends the processes of an earlier run that still hold `lease_file`, known by that descriptor and by
// MLPIPE_EXECUTION and MLPIPE_ROOT in their environment; never this process or one above it. Returns how many
// were ended. Throws Error(locked) if some could not be ended within `most_s`. Costs two system calls when
// nothing is left. Only for a caller that knows that no other run of this root is alive (it holds the project
// lock).
unsigned end_orphans(const std::string& lease_file, const std::string& root, double most_s);

}  // namespace mlpipe
