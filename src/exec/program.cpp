#include "mlpipe/exec/program.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>

#include "find_program.hpp"
#include "mlpipe/base/descriptor.hpp"
#include "mlpipe/base/error.hpp"
#include "spawn_plan.hpp"
#include "system_calls.hpp"

namespace mlpipe {
namespace {

using namespace exec;

struct Capture {
    Descriptor pipe;
    std::string& text;

    void read_up_to(std::size_t most, std::size_t most_kept) {
        char buffer[16384];
        while (pipe && most > 0) {
            const ssize_t got = ::read(pipe.number(), buffer, std::min(most, sizeof buffer));
            if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
            if (got <= 0) return pipe.reset();
            const auto length = static_cast<std::size_t>(got);
            text.append(buffer, std::min(length, most_kept - std::min(most_kept, text.size())));
            most -= length;
        }
    }
};

// Until the process ends; a grandchild that holds a pipe is not waited for. False when the time is over.
bool watch(const Descriptor& process, Capture& output, Capture& errors, std::int64_t end,
           std::size_t most_kept) {
    for (;;) {
        const std::int64_t left = std::clamp<std::int64_t>(end - steady_now(), 0, 3'600'000'000'000);
        pollfd watched[3] = {{process.number(), POLLIN, 0},
                             {output.pipe.number(), POLLIN, 0},
                             {errors.pipe.number(), POLLIN, 0}};
        const int ready = ::poll(watched, 3, static_cast<int>((left + 999'999) / 1'000'000));
        if (ready < 0 && errno != EINTR) throw_system_error("wait for", "a program", errno);
        if (ready > 0) {
            if (watched[1].revents != 0) output.read_up_to(1 << 20, most_kept);
            if (watched[2].revents != 0) errors.read_up_to(1 << 20, most_kept);
            if (watched[0].revents != 0) return true;
        }
        if (steady_now() >= end) return false;
    }
}

// Not a pipe: nobody has to write while the program reads.
Descriptor file_in_memory(std::string_view text) {
    Descriptor file(::memfd_create("input", MFD_CLOEXEC));
    if (!file) throw_system_error("make", "a file in memory", errno);
    while (!text.empty()) {
        const auto written = uninterrupted([&] { return ::write(file.number(), text.data(), text.size()); });
        if (written < 0) throw_system_error("write", "a file in memory", errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::lseek(file.number(), 0, SEEK_SET) < 0) throw_system_error("rewind", "a file in memory", errno);
    return file;
}

}  // namespace

std::optional<ProgramResult> run_program(const std::vector<std::string>& arguments,
                                         const std::string& working_directory, double timeout_s,
                                         const std::optional<std::vector<std::string>>& environment,
                                         std::size_t most_bytes, std::string_view input) {
    if (arguments.empty()) throw Error(ErrorKind::usage, "cannot run a program without a name");
    SpawnPlan plan{arguments, working_directory, environment};
    const auto found = find_program(arguments[0], plan.search_path(), working_directory);
    if (found.error == ENOENT) return std::nullopt;
    if (found.error != 0) throw_system_error("run", arguments[0], found.error);

    ProgramResult result;
    PipeEnds output_pipe = make_pipe(), errors_pipe = make_pipe();
    plan.output = output_pipe.write.number();
    plan.errors = errors_pipe.write.number();
    const Descriptor readable = input.empty() ? Descriptor() : file_in_memory(input);
    if (readable) plan.input = readable.number();
    pid_t id = -1;
    const int error = plan.spawn(found.path, id);
    if (error == ENOENT && (working_directory.empty() || ::access(working_directory.c_str(), F_OK) == 0))
        return std::nullopt;
    if (error != 0) throw_system_error("run '" + arguments[0] + "' in", working_directory, error);
    output_pipe.write.reset();
    errors_pipe.write.reset();

    const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, id, 0)));
    const int refused = process ? 0 : errno;
    Capture output{std::move(output_pipe.read), result.output},
        errors{std::move(errors_pipe.read), result.errors};
    const std::int64_t end = after(steady_now(), to_nanoseconds(timeout_s));
    result.timed_out = !process || !watch(process, output, errors, end, most_bytes);
    if (result.timed_out) ::kill(-id, SIGKILL);
    result.exit_code = reap(id);
    if (!process) throw_system_error("watch", arguments[0], refused);
    for (Capture* capture : {&output, &errors})
        if (capture->pipe) capture->read_up_to(waiting_bytes(capture->pipe.number()), most_bytes);
    return result;
}

}  // namespace mlpipe
