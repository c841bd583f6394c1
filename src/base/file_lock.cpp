#include "mlpipe/base/file_lock.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/descriptor.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

Descriptor open_lock(const std::string& path, FileLock::Mode mode) {
    const auto open_with = [&](int flags) {
        return Descriptor(uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0666); }));
    };
    Descriptor descriptor = open_with(O_RDWR | O_CREAT);
    // Sharing needs no write access, and read-only media give none.
    if (!descriptor && mode == FileLock::Mode::shared && (errno == EROFS || errno == EACCES))
        descriptor = open_with(O_RDONLY);
    if (!descriptor) throw_system_error("open the lock", path, errno);
    return descriptor;
}

// False when the file was removed or replaced between open and flock: such a lock keeps nobody out.
bool is_still_at(const Descriptor& descriptor, const std::string& path) {
    struct stat held {
    }, present{};
    return fstat(descriptor.number(), &held) == 0 && ::stat(path.c_str(), &present) == 0 &&
           held.st_dev == present.st_dev && held.st_ino == present.st_ino;
}

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
}

std::string note() {
    std::string time = format_time(system_clock().now_ns());
    time.replace(time.find('.'), std::string::npos, "Z");
    return "process " + std::to_string(getpid()) + " on " + host_name() + " since " + time + "\n";
}

// A missing note makes a poorer message and no weaker lock.
void write_note(const Descriptor& descriptor) {
    const std::string text = note();
    const auto written =
        uninterrupted([&] { return pwrite(descriptor.number(), text.data(), text.size(), 0); });
    if (written >= 0) [[maybe_unused]]
        const int ignored = ftruncate(descriptor.number(), written);
}

std::string first_line(const std::string& path) {
    const Descriptor descriptor(uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
    std::array<char, 512> text{};
    const auto length =
        descriptor ? uninterrupted([&] { return ::read(descriptor.number(), text.data(), text.size()); })
                   : -1;
    if (length <= 0) return "";
    const std::string_view content(text.data(), static_cast<std::size_t>(length));
    return std::string(content.substr(0, content.find('\n')));
}

// The note of an exclusive holder outlives it; a later shared holder must not be mistaken for it.
bool names_dead_process(std::string_view line) {
    constexpr std::string_view opening = "process ";
    if (!line.starts_with(opening)) return true;
    line.remove_prefix(opening.size());
    pid_t process = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), process);
    if (error != std::errc() || process <= 0) return true;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    if (!line.starts_with(" on " + host_name() + " since ")) return false;
    return ::kill(process, 0) != 0 && errno == ESRCH;
}

}  // namespace

std::optional<FileLock> FileLock::try_acquire(const std::string& path, Mode mode) {
    const int operation = (mode == Mode::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    while (true) {
        Descriptor descriptor = open_lock(path, mode);
        if (uninterrupted([&] { return flock(descriptor.number(), operation); }) != 0) {
            if (errno == EWOULDBLOCK) return std::nullopt;
            throw_system_error("lock", path, errno);
        }
        if (!is_still_at(descriptor, path)) continue;
        if (mode == Mode::exclusive) write_note(descriptor);
        return FileLock(descriptor.release());
    }
}

std::string FileLock::holder(const std::string& path) {
    const std::string line = first_line(path);
    return names_dead_process(line) ? "another process" : path::printable(line);
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace mlpipe
