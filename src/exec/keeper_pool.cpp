#include "keeper_pool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

#include "mlpipe/base/error.hpp"
#include "supervisor.hpp"

namespace mlpipe::exec {
namespace {

struct SocketPair {
    Descriptor ours, theirs;
};

SocketPair make_socket_pair() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        throw_system_error("create", "a socket pair", errno);
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Descriptor lock_lease(const std::string& path) {
    Descriptor lease(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!lease) throw_system_error("open", path, errno);
    if (::flock(lease.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) throw_system_error("lock", path, errno);
        throw Error(ErrorKind::locked, "processes of another run still hold '" + path + "'");
    }
    const std::string note = "mlpipe process " + std::to_string(::getpid()) + "\n";
    if (::ftruncate(lease.number(), 0) != 0 || ::write(lease.number(), note.data(), note.size()) < 0)
        throw_system_error("write", path, errno);
    return lease;
}

// No handler of the caller may run in the child before it has set its own dispositions.
class BlockedSignals {
  public:
    BlockedSignals() {
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

  private:
    sigset_t before_{};
};

}  // namespace

KeeperPool::KeeperPool(const std::string& lease_file) {
    Descriptor lease = lock_lease(lease_file);
    SocketPair control = make_socket_pair();
    const BlockedSignals blocked;
    supervisor_ = ::fork();
    if (supervisor_ == 0) run_supervisor(std::move(control.theirs), std::move(lease));
    if (supervisor_ < 0) throw_system_error("fork", "the supervisor", errno);
    control_ = std::move(control.ours);
}

KeeperPool::~KeeperPool() {
    control_.reset();
    idle_.clear();
    // A caller that reaps all its children may have been first.
    while (::waitpid(supervisor_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

KeeperPool::Started KeeperPool::start(const RequestHeader& header, std::string_view job, int output,
                                      Descriptor& keeper) {
    const std::lock_guard lock(mutex_);
    for (;;) {
        if (cancelled_) return Started::cancelled;
        if (!take_keeper(keeper)) return Started::no_supervisor;
        // A keeper that was killed while idle is noticed here.
        if (send_request(keeper.number(), header, job, {&output, 1})) break;
    }
    busy_.push_back(keeper.number());
    return Started::yes;
}

bool KeeperPool::take_keeper(Descriptor& keeper) {
    if (!idle_.empty()) {
        keeper = std::move(idle_.back());
        idle_.pop_back();
        return true;
    }
    SocketPair pair = make_socket_pair();
    const int theirs = pair.theirs.number();
    if (!send_request(control_.number(), {.request = Request::new_keeper}, {}, {&theirs, 1})) return false;
    keeper = std::move(pair.ours);
    return true;
}

void KeeperPool::give_back(Descriptor keeper) {
    const std::lock_guard lock(mutex_);
    forget(keeper.number());
    idle_.push_back(std::move(keeper));
}

void KeeperPool::drop(Descriptor keeper) {
    {
        const std::lock_guard lock(mutex_);
        forget(keeper.number());
    }
    ::shutdown(keeper.number(), SHUT_WR);
    while (receive_reply(keeper.number())) {
    }
}

bool KeeperPool::has_supervisor() const {
    pollfd watched{control_.number(), 0, 0};
    return ::poll(&watched, 1, 0) == 0;
}

void KeeperPool::cancel_all(bool immediately) {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    const RequestHeader order{.request = immediately ? Request::kill : Request::terminate};
    for (const int keeper : busy_) send_request(keeper, order, {}, {});
}

void KeeperPool::forget(int keeper) {
    std::erase(busy_, keeper);
}

}  // namespace mlpipe::exec
