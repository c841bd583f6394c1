#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <span>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/run/environment_probe.hpp"

namespace mlpipe {

namespace {

// The beginning is enough: /proc/cpuinfo grows with the processors, and making it takes the kernel a while.
std::string beginning_of(const FileSystem& files, const std::string& path) {
    try {
        if (!files.stat(path)) return {};
        std::string content(8192, '\0');
        const auto reader = files.open_read(path);
        content.resize(reader->read(std::as_writable_bytes(std::span(content))));
        return content;
    } catch (const Error&) {
        return {};
    }
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\"'";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

// The value of the first line `name<blanks><separator>value`.
std::string field(const std::string& content, std::string_view name, char separator) {
    for (const auto& line : text::split_lines(content)) {
        const auto at = line.find(separator);
        if (at != std::string::npos && trimmed(std::string_view(line).substr(0, at)) == name)
            return trimmed(std::string_view(line).substr(at + 1));
    }
    return {};
}

std::vector<std::string> nvidia_devices(const FileSystem& files, const std::string& directory) {
    std::vector<std::string> devices;
    try {
        if (!files.stat(directory)) return devices;
        auto entries = files.list(directory);
        std::sort(
            entries.begin(), entries.end(),
            [](const DirectoryEntry& left, const DirectoryEntry& right) { return left.name < right.name; });
        for (const auto& entry : entries) {
            auto model =
                field(beginning_of(files, directory + "/" + entry.name + "/information"), "Model", ':');
            if (!model.empty()) devices.push_back(std::move(model));
        }
    } catch (const Error&) {
        devices.clear();
    }
    return devices;
}

}  // namespace

MachineEnvironment probe_machine(const FileSystem& files, const std::string& root) {
    MachineEnvironment machine;
    for (const char* release : {"/etc/os-release", "/usr/lib/os-release"})
        if (machine.os.empty()) machine.os = field(beginning_of(files, root + release), "PRETTY_NAME", '=');
    utsname system{};
    if (::uname(&system) == 0) {
        machine.kernel = std::string(system.sysname) + " " + system.release;
        machine.cpu = system.machine;
    }
    const auto model = field(beginning_of(files, root + "/proc/cpuinfo"), "model name", ':');
    if (!model.empty()) machine.cpu = model;
    machine.cpus = static_cast<unsigned>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    const auto total = field(beginning_of(files, root + "/proc/meminfo"), "MemTotal", ':');
    std::uint64_t kibibytes = 0;
    std::from_chars(total.data(), total.data() + total.size(), kibibytes);
    machine.memory = kibibytes * 1024;
    machine.gpus = nvidia_devices(files, root + "/proc/driver/nvidia/gpus");
    return machine;
}

}  // namespace mlpipe
