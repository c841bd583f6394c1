// What `doctor` says of the kernel and of the programs that stages call.
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "doctor_checks.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/exec/program.hpp"
#include "mlpipe/report/printable.hpp"
#include "observation.hpp"
#include "workspace.hpp"

namespace mlpipe::doctor {
namespace {

constexpr double patience_s = 10;

void examine_kernel(Checkups& all) {
    const bool readable =
        ::access("/proc/self/environ", R_OK) == 0 && ::access("/proc/self/fd", R_OK | X_OK) == 0;
    if (readable) {
        all.push_back({"/proc", Health::good, "readable", ""});
    } else {
        all.push_back({"/proc", Health::failure, "not readable: left-over processes cannot be found",
                       "mount it: mount -t proc proc /proc"});
    }
    const long descriptor = ::syscall(SYS_pidfd_open, ::getpid(), 0U);
    if (descriptor >= 0) {
        ::close(static_cast<int>(descriptor));
        all.push_back({"pidfd", Health::good, "available", ""});
    } else {
        all.push_back(
            {"pidfd", Health::failure, std::string("not available: ") + std::strerror(errno),
             "stages cannot be supervised without; it needs Linux 5.3, and a container that allows it"});
    }
}

std::string first_line(const ProgramResult& result) {
    const auto lines = text::split_lines(result.output.empty() ? result.errors : result.output);
    return lines.empty() ? "" : printable(lines.front());
}

// What the program says of itself; nullopt where it is not there or does not work.
std::optional<std::string> version_of(const std::string& program, const Project& project, World& world) {
    const auto result = run_program({program, "--version"}, project.root, patience_s, world.environment);
    if (!result || result->timed_out || result->exit_code != 0) return std::nullopt;
    return first_line(*result);
}

void examine_shells(World& world, Checkups& all) {
    if (::access("/bin/sh", X_OK) != 0) {
        all.push_back({"shell", Health::failure, "there is no /bin/sh", "stages without 'shell:' need one"});
        return;
    }
    const auto own = CallerEnvironment(world.environment).find("SHELL");
    if (own && !own->empty() && ::access(own->c_str(), X_OK) != 0) {
        all.push_back({"shell", Health::warning,
                       "/bin/sh; but SHELL is '" + printable(*own) + "', which is no program",
                       "stages of a dvc.yaml run in $SHELL: correct it"});
        return;
    }
    all.push_back({"shell", Health::good,
                   "/bin/sh" + (own && !own->empty() ? "; " + printable(*own) + " for dvc.yaml" : ""), ""});
}

void examine_python(const Project& project, World& world, Checkups& all) {
    const auto python = version_of("python", project, world);
    const auto python3 = version_of("python3", project, world);
    if (python) {
        all.push_back({"python", Health::good, *python, ""});
    } else if (python3) {
        all.push_back({"python", Health::warning, *python3 + " as python3; there is no 'python'",
                       "activate the environment of the project, or say python3 in the commands"});
    } else {
        all.push_back({"python", Health::good, "none on the PATH; only stages that call it need one", ""});
    }
}

}  // namespace

void examine_machine(const Project& project, World& world, Checkups& all) {
    const auto pages = ::sysconf(_SC_PHYS_PAGES), page = ::sysconf(_SC_PAGESIZE);
    std::string machine = text::plural(core_count(), "core");
    if (pages > 0 && page > 0) {
        machine +=
            ", " + text::format_bytes(static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page));
    }
    all.push_back({"machine", Health::good, std::move(machine), ""});
    examine_kernel(all);
    examine_shells(world, all);
    const auto git = version_of("git", project, world);
    all.push_back({"git program", Health::good, git.value_or("none; mlpipe does not need it"), ""});
    examine_python(project, world, all);
}

}  // namespace mlpipe::doctor
