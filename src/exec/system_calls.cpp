#include "system_calls.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <vector>

#include "mlpipe/base/error.hpp"

namespace mlpipe::exec {
namespace {

// For kernels and sandboxes without close_range: what is open, and no counting up to the limit.
void close_listed(unsigned first, unsigned last) {
    DIR* directory = ::opendir("/proc/self/fd");
    if (directory == nullptr) return;
    std::vector<int> open;
    while (const dirent* entry = ::readdir(directory)) {
        const long number = std::strtol(entry->d_name, nullptr, 10);
        if (entry->d_name[0] != '.' && number >= long{first} && number <= long{last})
            open.push_back(static_cast<int>(number));
    }
    const int own = ::dirfd(directory);
    for (const int number : open)
        if (number != own) ::close(number);
    ::closedir(directory);
}

void close_between(unsigned first, unsigned last) {
    if (first <= last && ::close_range(first, last, 0) != 0) close_listed(first, last);
}

}  // namespace

PipeEnds make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw_system_error("create", "a pipe", errno);
    // A caller without stdin has 0 to give away, which a child would then lose to its own stdin.
    for (int& end : ends)
        while (end >= 0 && end <= STDERR_FILENO) {
            const Descriptor low(end);
            end = ::fcntl(low.number(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        }
    PipeEnds made{Descriptor(ends[0]), Descriptor(ends[1])};
    if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) throw_system_error("set up", "a pipe", errno);
    return made;
}

std::size_t waiting_bytes(int descriptor) {
    int count = 0;
    return ::ioctl(descriptor, FIONREAD, &count) == 0 && count > 0 ? static_cast<std::size_t>(count) : 0;
}

void close_all_but(std::span<int> kept) {
    std::sort(kept.begin(), kept.end());
    unsigned next = 0;
    for (const int number : kept) {
        const auto current = static_cast<unsigned>(number);
        if (current > next) close_between(next, current - 1);
        next = current + 1;
    }
    close_between(next, ~0U);
}

std::int64_t steady_now() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::int64_t to_nanoseconds(double seconds) {
    if (!(seconds > 0)) return 0;
    return seconds < 4e9 ? static_cast<std::int64_t>(seconds * 1e9) : never;
}

std::int64_t after(std::int64_t start, std::int64_t span) {
    return span >= never - start ? never : start + span;
}

}  // namespace mlpipe::exec
