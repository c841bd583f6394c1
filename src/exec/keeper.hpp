// One job at a time, watched from birth to the end of its last descendant. A keeper is a process of its own
// and the subreaper of what it spawns: whatever the job leaves behind becomes the keeper's child, so that "no
// child left" is one system call and no process can be mistaken for another job's. When its socket closes, it
// ends the job.
#pragma once
#include <sys/types.h>

#include "keeper_protocol.hpp"
#include "mlpipe/base/descriptor.hpp"
#include "system_calls.hpp"

namespace mlpipe::exec {

class Keeper {
  public:
    // Every signal is blocked and has its default disposition; 0 is /dev/null.
    explicit Keeper(Descriptor socket);
    // Serves jobs until the socket closes; never returns. Exits 0 only when no descendant is left.
    [[noreturn]] void run();

  private:
    Reply serve(JobMessage& job, const RequestHeader& header, int output);
    bool spawn(JobMessage& job, std::size_t command, int output, Reply& reply);
    void wait_for_leader();
    void end_descendants();
    // Waits for whatever comes next, at most until `limit`, and acts on it.
    void step(std::int64_t limit);
    void wait_for_event(std::int64_t until, bool& request, bool& child);
    void reap();
    void obey();
    // TERM to all, KILL after the grace. Does nothing if it has begun already.
    void begin_ending(std::int64_t grace);
    bool given_up() const;

    Descriptor socket_, signals_;
    bool connected_ = true;

    // Of the job at hand.
    Reply reply_;
    pid_t leader_ = 0;
    int leader_status_ = 0;
    std::int64_t leader_ended_ = 0;
    bool children_ = false;  // some are left, as far as known
    std::int64_t deadline_ = never, grace_ = 0;
    bool ending_ = false;
    JobEnd reason_ = JobEnd::exited;  // why it is being ended, if not by itself
    std::int64_t kill_at_ = never;    // while ending
};

// One round of `signal` to all below the calling process, except `spared` and theirs. Returns how many live.
unsigned signal_descendants(int signal, std::span<const pid_t> spared = {});

}  // namespace mlpipe::exec
