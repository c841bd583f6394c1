#include "signals.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include "context.hpp"
#include "mlpipe/base/error.hpp"

namespace mlpipe::cli {

namespace {

// After the second request.
constexpr int last_resort_ms = 5000;

}  // namespace

SignalListener::SignalListener(Interrupt& interrupt) {
    ::signal(SIGPIPE, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        // A caller such as nohup has asked us not to react.
        struct sigaction current {};
        if (::sigaction(number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN) continue;
        sigaddset(&set, number);
    }
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    const int signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    wake_ = ::eventfd(0, EFD_CLOEXEC);
    if (signals < 0 || wake_ < 0) throw_system_error("listen for", "signals", errno);
    thread_ = std::thread([signals, wake = wake_, &interrupt] {
        pollfd sources[] = {{signals, POLLIN, 0}, {wake, POLLIN, 0}};
        while (true) {
            const int ready = ::poll(sources, 2, interrupt.requests() > 1 ? last_resort_ms : -1);
            // Something that cannot be interrupted holds the end up, such as a disk that does not answer. What is on
            // its way survives this as it would a kill; the supervisor ends the stages.
            if (ready == 0) std::_Exit(exit_interrupted);
            if (ready < 0 && errno != EINTR) break;
            if (sources[1].revents != 0) break;
            signalfd_siginfo info{};
            if (sources[0].revents != 0 && ::read(signals, &info, sizeof info) == sizeof info)
                interrupt.request();
        }
        ::close(signals);
    });
}

SignalListener::~SignalListener() {
    const std::uint64_t one = 1;
    while (::write(wake_, &one, sizeof one) < 0 && errno == EINTR) {
    }
    thread_.join();
    ::close(wake_);
}

}  // namespace mlpipe::cli
