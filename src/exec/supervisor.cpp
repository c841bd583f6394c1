#include "supervisor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <vector>

#include "keeper.hpp"
#include "system_calls.hpp"

namespace mlpipe::exec {
namespace {

constexpr int round_ms = 20;
constexpr std::int64_t keepers_time = 15'000'000'000;  // for keepers to end their jobs; longer than they try
constexpr std::int64_t most_time = 30'000'000'000;     // until the supervisor itself gives up

void reset_dispositions() {
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
}

// 0, 1 and 2 become /dev/null; of the others only the given ones stay open.
void leave_descriptors(int control, int lease) {
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int number = 0; number <= 2; ++number) ::dup2(nowhere, number);
    std::array<int, 5> kept{0, 1, 2, control, lease};
    close_all_but(kept);
}

class Supervisor {
  public:
    Supervisor(Descriptor control, Descriptor lease)
        : control_(std::move(control)), lease_(std::move(lease)) {}

    [[noreturn]] void run() {
        ::prctl(PR_SET_NAME, "mlpipe-superv");
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
        sigset_t child;
        sigemptyset(&child);
        sigaddset(&child, SIGCHLD);
        signals_ = Descriptor(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
        for (;;) {
            const bool due = wait();
            const bool children = reap();
            if (!connected_ && !children) leave();
            if (strays_ || (due && !connected_)) end_strays();
        }
    }

  private:
    // True when the time for another round has come.
    bool wait() {
        pollfd watched[2] = {{signals_.number(), POLLIN, 0},
                             {connected_ ? control_.number() : -1, POLLIN, 0}};
        if (::poll(watched, 2, strays_ || !connected_ ? round_ms : -1) == 0) return true;
        if (watched[0].revents != 0) {
            signalfd_siginfo ignored;
            while (::read(signals_.number(), &ignored, sizeof ignored) > 0) {
            }
        }
        if (watched[1].revents != 0) obey();
        return false;
    }

    void obey() {
        auto message = receive_request(control_.number());
        if (!message) {
            connected_ = false;
            disconnected_ = steady_now();
        } else if (message->header.request == Request::new_keeper && !message->descriptors.empty()) {
            start_keeper(std::move(message->descriptors.front()));
        }
    }

    void start_keeper(Descriptor socket) {
        const pid_t keeper = ::fork();
        if (keeper == 0) {
            control_.reset();
            signals_.reset();
            Keeper(std::move(socket)).run();
        }
        if (keeper > 0)
            keepers_.push_back(keeper);
        else
            send_reply(socket.number(),
                       {.end = JobEnd::could_not_start, .trouble = Trouble::supervisor, .error = errno});
    }

    // False when no child is left at all.
    bool reap() {
        for (;;) {
            int status = 0;
            const pid_t ended = ::waitpid(-1, &status, WNOHANG);
            if (ended < 0 && errno == EINTR) continue;
            if (ended <= 0) return ended == 0;
            // A keeper that did not see its job to the end has left it to us.
            if (std::erase(keepers_, ended) > 0 && status != 0) strays_ = true;
        }
    }

    void end_strays() {
        const std::int64_t waited = connected_ ? 0 : steady_now() - disconnected_;
        if (waited > keepers_time) keepers_.clear();
        strays_ = signal_descendants(SIGKILL, keepers_) > 0;
        if (waited > most_time) ::_exit(1);
    }

    [[noreturn]] void leave() {
        // Empty means: nothing was left, there is nothing to look for.
        if (::ftruncate(lease_.number(), 0) != 0) ::_exit(1);
        ::_exit(0);
    }

    Descriptor control_, lease_, signals_;
    std::vector<pid_t> keepers_;
    bool connected_ = true;
    bool strays_ = false;
    std::int64_t disconnected_ = 0;
};

}  // namespace

void run_supervisor(Descriptor control, Descriptor lease) noexcept {
    reset_dispositions();
    ::setsid();
    // Out of the way of the low numbers that scripts use; without close-on-exec, so that jobs inherit it.
    constexpr int high_enough = 64;
    Descriptor inherited(::fcntl(lease.number(), F_DUPFD, high_enough));
    if (!inherited) inherited = Descriptor(::fcntl(lease.number(), F_DUPFD, 3));
    // Standard numbers that the caller had closed may have been given to these two.
    Descriptor moved(::fcntl(control.number(), F_DUPFD_CLOEXEC, 3));
    if (!inherited || !moved || ::chdir("/") != 0) ::_exit(1);
    control.release();
    lease.release();
    leave_descriptors(moved.number(), inherited.number());
    Supervisor(std::move(moved), std::move(inherited)).run();
}

}  // namespace mlpipe::exec
