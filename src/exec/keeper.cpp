#include "keeper.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "process_table.hpp"
#include "spawn.hpp"
#include "system_calls.hpp"

namespace mlpipe::exec {
namespace {

constexpr std::int64_t millisecond = 1'000'000;
// What ends by itself soon after its parent (Python's resource tracker, a pipe's reader) is not worth a
// signal.
constexpr std::int64_t settle_time = 50 * millisecond;
// Leftovers of a job that is over get TERM and this long, or the grace if that is shorter.
constexpr std::int64_t leftover_grace = 1000 * millisecond;
constexpr std::int64_t kill_round = 20 * millisecond;
// After this long under KILL a process is another user's, or hangs in the kernel.
constexpr std::int64_t most_killing = 10'000 * millisecond;

std::int64_t nanoseconds(const timeval& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + std::int64_t{time.tv_usec} * 1000;
}

}  // namespace

unsigned signal_descendants(int signal, std::span<const pid_t> spared) {
    unsigned living = 0;
    for (const ProcessEntry& process : descendants_of(::getpid(), spared)) {
        living += process.alive() ? 1 : 0;
        signal_process(process, signal);
        // A stopped process sees TERM only when it goes on.
        if (signal == SIGTERM) signal_process(process, SIGCONT);
    }
    return living;
}

Keeper::Keeper(Descriptor socket) : socket_(std::move(socket)) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    signals_ = Descriptor(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
}

void Keeper::run() {
    ::prctl(PR_SET_NAME, "mlpipe-keeper");
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 || !signals_) {
        send_reply(socket_.number(), {.trouble = Trouble::supervisor, .error = errno});
        ::_exit(1);
    }
    while (connected_) {
        auto message = receive_request(socket_.number());
        if (!message) break;
        // An order to end a job that ended meanwhile comes late, and means nothing.
        if (message->header.request != Request::job || message->descriptors.empty()) continue;
        JobMessage job;
        Reply reply{.trouble = Trouble::spawn, .error = EBADMSG};
        if (job.decode(std::move(message->payload)))
            reply = serve(job, message->header, message->descriptors.front().number());
        if (reply.trouble != Trouble::none) reply.end = JobEnd::could_not_start;
        if (!send_reply(socket_.number(), reply) || reply.not_ended > 0) break;
    }
    ::_exit(children_ ? 1 : 0);
}

Reply Keeper::serve(JobMessage& job, const RequestHeader& header, int output) {
    const std::int64_t started = steady_now();
    reply_ = {};
    leader_ended_ = started;
    deadline_ = after(started, header.timeout_ns);
    grace_ = header.grace_ns;
    kill_at_ = never;
    ending_ = false;
    reason_ = JobEnd::exited;
    leader_status_ = 0;
    for (std::size_t i = 0; i < job.commands(); ++i) {
        if (!spawn(job, i, output, reply_)) break;
        wait_for_leader();
        if (leader_status_ != 0 || ending_) break;
    }
    reply_.end = reason_;
    if (reason_ == JobEnd::exited && WIFSIGNALED(leader_status_)) reply_.end = JobEnd::signalled;
    reply_.code = WIFSIGNALED(leader_status_) ? WTERMSIG(leader_status_) : WEXITSTATUS(leader_status_);
    reply_.wall_ns = leader_ended_ - started;
    deadline_ = never;
    end_descendants();
    return reply_;
}

bool Keeper::spawn(JobMessage& job, std::size_t command, int output, Reply& reply) {
    const SpawnFailure failure =
        spawn_process(job.arguments(command), job.environment(), job.directory(), output, leader_);
    if (failure.trouble == Trouble::none) {
        children_ = true;
        return true;
    }
    leader_ = 0;
    reply.trouble = failure.trouble;
    reply.error = failure.error;
    reply.command = static_cast<std::uint32_t>(command);
    return false;
}

void Keeper::wait_for_leader() {
    while (leader_ != 0 && !given_up()) step(never);
}

void Keeper::end_descendants() {
    const std::int64_t settled = steady_now() + settle_time;
    while (children_ && !ending_ && steady_now() < settled) step(settled);
    if (children_ && !ending_) {
        const auto left = descendants_of(::getpid());
        reply_.left_behind = static_cast<std::uint32_t>(std::ranges::count_if(left, &ProcessEntry::alive));
        begin_ending(std::min(grace_, leftover_grace));
    }
    while (children_ && !given_up()) step(never);
    if (children_) reply_.not_ended = std::max(1U, signal_descendants(SIGKILL));
}

void Keeper::step(std::int64_t limit) {
    const bool killing = ending_ && kill_at_ <= steady_now();
    const std::int64_t due = killing ? steady_now() + kill_round : ending_ ? kill_at_ : deadline_;
    bool request = false, child = false;
    wait_for_event(std::min(limit, due), request, child);
    const bool led = leader_ != 0;
    if (child) reap();
    if (led && leader_ == 0) return;  // ended by itself, whatever else came at the same moment
    if (request) obey();
    const std::int64_t now = steady_now();
    if (!ending_ && now >= deadline_) {
        reason_ = JobEnd::timed_out;
        begin_ending(grace_);
    }
    if (ending_ && now >= kill_at_ && children_) signal_descendants(SIGKILL);
}

void Keeper::wait_for_event(std::int64_t until, bool& request, bool& child) {
    pollfd watched[2] = {{signals_.number(), POLLIN, 0}, {connected_ ? socket_.number() : -1, POLLIN, 0}};
    timespec left{};
    if (until != never) {
        const std::int64_t span = std::max<std::int64_t>(until - steady_now(), 0);
        left = {static_cast<time_t>(span / 1'000'000'000), static_cast<long>(span % 1'000'000'000)};
    }
    if (::ppoll(watched, 2, until == never ? nullptr : &left, nullptr) <= 0) return;
    child = watched[0].revents != 0;
    request = watched[1].revents != 0;
    if (child) {
        signalfd_siginfo ignored;
        while (::read(signals_.number(), &ignored, sizeof ignored) > 0) {
        }
    }
}

void Keeper::reap() {
    for (;;) {
        int status = 0;
        rusage usage{};
        const pid_t ended = ::wait4(-1, &status, WNOHANG, &usage);
        if (ended < 0 && errno == EINTR) continue;
        children_ = ended >= 0;
        if (ended <= 0) return;
        reply_.cpu_ns += nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime);
        reply_.peak_memory = std::max(reply_.peak_memory, static_cast<std::uint64_t>(usage.ru_maxrss) * 1024);
        if (ended != leader_) continue;
        leader_ = 0;
        leader_status_ = status;
        leader_ended_ = steady_now();
    }
}

void Keeper::obey() {
    const auto message = receive_request(socket_.number());
    connected_ = message.has_value();
    const bool at_once = !connected_ || message->header.request == Request::kill;
    if (!ending_) reason_ = JobEnd::cancelled;
    begin_ending(at_once ? 0 : grace_);
    if (at_once) kill_at_ = std::min(kill_at_, steady_now());
}

void Keeper::begin_ending(std::int64_t grace) {
    if (ending_) return;
    ending_ = true;
    kill_at_ = after(steady_now(), grace);
    if (grace <= 0) return;
    if (leader_ != 0) ::kill(-leader_, SIGTERM);
    signal_descendants(SIGTERM);
}

bool Keeper::given_up() const {
    return ending_ && kill_at_ != never && steady_now() - kill_at_ > most_killing;
}

}  // namespace mlpipe::exec
