#include "mlpipe/exec/connected_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <mutex>

#include "find_program.hpp"
#include "mlpipe/base/descriptor.hpp"
#include "mlpipe/base/error.hpp"
#include "spawn_plan.hpp"
#include "system_calls.hpp"

namespace mlpipe {
namespace {

using namespace exec;

constexpr std::size_t most_errors = 16 << 10;
constexpr int patience_ms = 2000;

Descriptor above_standard(int number) {
    if (number > STDERR_FILENO) return Descriptor(number);
    const Descriptor low(number);
    return Descriptor(::fcntl(low.number(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

// A socket and not a pipe, for a write to one whose reader is gone can be told to raise no signal.
std::pair<Descriptor, Descriptor> make_sockets() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw_system_error("create", "a pair of sockets", errno);
    return {above_standard(ends[0]), above_standard(ends[1])};
}

// False when the time is over.
bool poll_until(std::span<pollfd> watched, std::int64_t end, const std::string& name) {
    for (;;) {
        const std::int64_t left = end == never ? -1 : std::max<std::int64_t>(end - steady_now(), 0);
        const auto most_ms =
            left < 0 ? -1 : static_cast<int>(std::min(left / 1'000'000 + 1, std::int64_t{INT_MAX}));
        const int ready = ::poll(watched.data(), watched.size(), most_ms);
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) throw_system_error("wait for", name, errno);
        if (end != never && steady_now() >= end) return false;
    }
}

}  // namespace

struct ConnectedProgram::State {
    std::string name;
    pid_t process = -1;
    std::optional<double> patience_s;
    Descriptor input, output, error_output;
    mutable std::mutex mutex;
    std::string errors;

    void take_errors() {
        char buffer[4096];
        const ssize_t got = ::read(error_output.number(), buffer, sizeof buffer);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) return error_output.reset();
        const std::lock_guard lock(mutex);
        errors.append(buffer, static_cast<std::size_t>(got));
        if (errors.size() > most_errors) errors.erase(0, errors.size() - most_errors);
    }

    std::int64_t patience_end() const {
        return patience_s ? after(steady_now(), to_nanoseconds(*patience_s)) : never;
    }

    [[noreturn]] void throw_timed_out(const char* doing) const {
        throw TimedOut(ErrorKind::failed,
                       "cannot " + std::string(doing) + " '" + name + "': it took too long");
    }

    void end() {
        input.reset();
        output.reset();
        const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
        pollfd ended{handle.number(), POLLIN, 0};
        if (!handle || ::poll(&ended, 1, patience_ms) <= 0) ::kill(-process, SIGKILL);
        reap(process);
    }
};

ConnectedProgram::ConnectedProgram(const std::vector<std::string>& arguments)
    : ConnectedProgram(arguments, Settings()) {}

ConnectedProgram::ConnectedProgram(const std::vector<std::string>& arguments, const Settings& settings)
    : state_(std::make_unique<State>()) {
    if (arguments.empty()) throw Error(ErrorKind::usage, "cannot run a program without a name");
    state_->name = arguments[0];
    state_->patience_s = settings.patience_s;
    auto [ours, theirs] = make_sockets();
    PipeEnds output = make_pipe(), errors = make_pipe();
    const SpawnPlan plan{arguments,       settings.directory,    settings.environment,
                         theirs.number(), output.write.number(), errors.write.number()};
    const std::string from = settings.directory.empty() ? "." : settings.directory;
    const FoundProgram found = find_program(arguments[0], plan.search_path(), from);
    if (found.error != 0) throw_system_error("run", arguments[0], found.error);
    const int error = plan.spawn(found.path, state_->process);
    if (error != 0) throw_system_error("run", arguments[0], error);
    state_->input = std::move(ours);
    state_->output = std::move(output.read);
    state_->error_output = std::move(errors.read);
}

ConnectedProgram::~ConnectedProgram() {
    state_->end();
}

void ConnectedProgram::write(std::span<const std::byte> data) {
    const std::int64_t end = state_->patience_end();
    const int waiting = state_->patience_s ? MSG_DONTWAIT : 0;
    while (!data.empty()) {
        const ssize_t written =
            ::send(state_->input.number(), data.data(), data.size(), MSG_NOSIGNAL | waiting);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EAGAIN) {
            pollfd writable{state_->input.number(), POLLOUT, 0};
            if (!poll_until({&writable, 1}, end, state_->name)) state_->throw_timed_out("write to");
            continue;
        }
        if (written < 0) throw_system_error("write to", state_->name, errno);
        data = data.subspan(static_cast<std::size_t>(written));
    }
}

std::size_t ConnectedProgram::read(std::span<std::byte> buffer) {
    const std::int64_t end = state_->patience_end();
    while (true) {
        pollfd watched[2] = {{state_->output.number(), POLLIN, 0},
                             {state_->error_output ? state_->error_output.number() : -1, POLLIN, 0}};
        if (!poll_until(watched, end, state_->name)) state_->throw_timed_out("read from");
        if (watched[1].revents != 0) state_->take_errors();
        if (watched[0].revents == 0) continue;
        const ssize_t got = ::read(state_->output.number(), buffer.data(), buffer.size());
        if (got > 0) return static_cast<std::size_t>(got);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (got < 0) throw_system_error("read from", state_->name, errno);
        // What it said last is why it ended.
        while (state_->error_output && waiting_bytes(state_->error_output.number()) > 0)
            state_->take_errors();
        return 0;
    }
}

void ConnectedProgram::close_input() {
    ::shutdown(state_->input.number(), SHUT_WR);
}

void ConnectedProgram::kill() {
    ::kill(-state_->process, SIGKILL);
}

std::string ConnectedProgram::errors() const {
    const std::lock_guard lock(state_->mutex);
    return state_->errors;
}

}  // namespace mlpipe
