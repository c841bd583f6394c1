#include "process_table.hpp"
#include "mlpipe/base/descriptor.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace mlpipe::exec {
namespace {

std::optional<ProcessEntry> parse_stat(pid_t id, std::string_view text) {
    // The name in parentheses may itself hold blanks and parentheses.
    const auto name_end = text.rfind(')');
    if (name_end == std::string_view::npos || name_end + 4 > text.size()) return std::nullopt;
    ProcessEntry entry;
    entry.id = id;
    entry.state = text[name_end + 2];
    const char* rest = text.data() + name_end + 3;
    char* next = nullptr;
    entry.parent = static_cast<pid_t>(std::strtol(rest, &next, 10));
    entry.group = static_cast<pid_t>(std::strtol(next, &next, 10));
    constexpr int fields_between = 16;  // session (6) to itrealvalue (21) in proc(5)
    for (int i = 0; i < fields_between; ++i) std::strtoll(next, &next, 10);
    entry.started = std::strtoull(next, nullptr, 10);
    return entry;
}

std::optional<ProcessEntry> read_entry(int proc, const char* number) {
    char path[32];
    std::snprintf(path, sizeof path, "%.16s/stat", number);
    const Descriptor file(::openat(proc, path, O_RDONLY | O_CLOEXEC));
    if (!file) return std::nullopt;
    char text[1024];
    const ssize_t length = ::read(file.number(), text, sizeof text - 1);
    if (length <= 0) return std::nullopt;
    text[length] = '\0';
    return parse_stat(static_cast<pid_t>(std::strtol(number, nullptr, 10)),
                      {text, static_cast<std::size_t>(length)});
}

}  // namespace

std::vector<ProcessEntry> list_processes() {
    std::vector<ProcessEntry> all;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc"), &::closedir);
    if (!directory) return all;
    while (const dirent* entry = ::readdir(directory.get())) {
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        if (auto process = read_entry(::dirfd(directory.get()), entry->d_name)) all.push_back(*process);
    }
    return all;
}

std::optional<ProcessEntry> find_process(pid_t id) {
    const Descriptor proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!proc) return std::nullopt;
    return read_entry(proc.number(), std::to_string(id).c_str());
}

std::vector<ProcessEntry> descendants_of(pid_t ancestor, std::span<const pid_t> spared) {
    std::vector<ProcessEntry> all = list_processes();
    std::ranges::sort(all, {}, &ProcessEntry::parent);
    std::vector<ProcessEntry> found;
    const auto add_children = [&](pid_t parent) {
        auto child = std::ranges::lower_bound(all, parent, {}, &ProcessEntry::parent);
        for (; child != all.end() && child->parent == parent; ++child)
            if (std::ranges::find(spared, child->id) == spared.end()) found.push_back(*child);
    };
    add_children(ancestor);
    // A number that was used again during the listing could close a circle: nobody is visited twice.
    for (std::size_t next = 0; next < found.size() && found.size() <= all.size(); ++next)
        add_children(found[next].id);
    return found;
}

bool signal_process(const ProcessEntry& process, int signal) {
    const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, process.id, 0)));
    if (!handle && errno != ENOSYS && errno != EPERM) return false;
    const auto now = find_process(process.id);
    if (!now || now->started != process.started) return false;
    if (!handle) return ::kill(process.id, signal) == 0;
    return ::syscall(SYS_pidfd_send_signal, handle.number(), signal, nullptr, 0) == 0;
}

std::string environment_of(pid_t id) {
    std::string content;
    const Descriptor file(::open(("/proc/" + std::to_string(id) + "/environ").c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return content;
    char buffer[16384];
    ssize_t length = 0;
    while ((length = ::read(file.number(), buffer, sizeof buffer)) > 0)
        content.append(buffer, static_cast<std::size_t>(length));
    return content;
}

std::optional<std::string_view> find_variable(std::string_view environment, std::string_view name) {
    while (!environment.empty()) {
        const auto end = environment.find('\0');
        const std::string_view entry = environment.substr(0, end);
        if (entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name))
            return entry.substr(name.size() + 1);
        if (end == std::string_view::npos) break;
        environment.remove_prefix(end + 1);
    }
    return std::nullopt;
}

}  // namespace mlpipe::exec
