// mlpipe's end of the supervisor and of its keepers: who is idle, who is busy, and whether all is cancelled.
#pragma once
#include <sys/types.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "keeper_protocol.hpp"
#include "mlpipe/base/descriptor.hpp"

namespace mlpipe::exec {

class KeeperPool {
  public:
    // Locks the lease and forks the supervisor. Throws Error(locked) if somebody holds the lease.
    explicit KeeperPool(const std::string& lease_file);
    ~KeeperPool();  // returns when the supervisor has seen the last process end
    KeeperPool(const KeeperPool&) = delete;
    KeeperPool& operator=(const KeeperPool&) = delete;

    enum class Started { yes, cancelled, no_supervisor };
    // Hands a job to an idle keeper, or to a new one; `keeper` is then its socket.
    Started start(const RequestHeader& header, std::string_view job, int output, Descriptor& keeper);
    // The job is over and the keeper can serve another.
    void give_back(Descriptor keeper);
    // The keeper is gone, or must go: its job is ended if it still runs. Returns when the keeper has let go.
    void drop(Descriptor keeper);
    bool has_supervisor() const;
    // Every job that runs or is started later.
    void cancel_all(bool immediately);

  private:
    bool take_keeper(Descriptor& keeper);
    void forget(int keeper);

    std::mutex mutex_;
    Descriptor control_;
    pid_t supervisor_ = -1;
    std::vector<Descriptor> idle_;
    std::vector<int> busy_;
    bool cancelled_ = false;
};

}  // namespace mlpipe::exec
