// The lock that DVC takes on its repository while it reads or writes it, so that we never write beside it.
#pragma once
#include <optional>
#include <string>

#include "mlpipe/base/file_lock.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"

namespace mlpipe {

// Holds `.dvc/tmp/lock`, for which DVC waits a moment before it gives up.
class DvcRepositoryLock {
  public:
    // `root`: the folder with `.dvc`. nullopt where a DVC is at work, also one that has given the lock away while it runs
    // the command of a stage: `who` then says which. Waits a few seconds. Creates `.dvc/tmp`.
    static std::optional<DvcRepositoryLock> acquire(FileSystem& files, const std::string& root,
                                                    const StopPoint& stop, std::string& who);

  private:
    explicit DvcRepositoryLock(FileLock lock) : lock_(std::move(lock)) {}
    FileLock lock_;
};

}  // namespace mlpipe
