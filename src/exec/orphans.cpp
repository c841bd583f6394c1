#include "orphans.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <set>
#include <utility>

#include "keeper_protocol.hpp"
#include "mlpipe/base/descriptor.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/exec/local_executor.hpp"
#include "process_table.hpp"
#include "system_calls.hpp"

namespace mlpipe {
namespace exec {
namespace {

constexpr std::int64_t millisecond = 1'000'000;

bool holds_file(pid_t id, const struct stat& file) {
    const std::string path = "/proc/" + std::to_string(id) + "/fd";
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), &::closedir);
    if (!directory) return false;
    while (const dirent* entry = ::readdir(directory.get())) {
        struct stat status {};
        if (::fstatat(::dirfd(directory.get()), entry->d_name, &status, 0) == 0 &&
            status.st_dev == file.st_dev && status.st_ino == file.st_ino)
            return true;
    }
    return false;
}

// This process and those above it: an mlpipe inside a stage must not end what it runs in.
std::set<pid_t> own_line(const std::vector<ProcessEntry>& all) {
    std::set<pid_t> line;
    for (pid_t id = ::getpid(); id > 0 && line.insert(id).second;) {
        const auto entry = std::ranges::find(all, id, &ProcessEntry::id);
        id = entry == all.end() ? 0 : entry->parent;
    }
    return line;
}

struct Holders {
    std::vector<ProcessEntry> jobs, keepers;  // a keeper, or the supervisor, is about to end its own
};

bool is_keeper(pid_t id) {
    const Descriptor file(::open(("/proc/" + std::to_string(id) + "/comm").c_str(), O_RDONLY | O_CLOEXEC));
    char name[16]{};
    if (!file || ::read(file.number(), name, sizeof name - 1) <= 0) return false;
    return std::string_view(name) == "mlpipe-keeper\n" || std::string_view(name) == "mlpipe-superv\n";
}

Holders find_holders(const struct stat& lease, const std::string& root) {
    Holders holders;
    const auto all = list_processes();
    const auto spared = own_line(all);
    for (const ProcessEntry& process : all) {
        if (!process.alive() || spared.contains(process.id)) continue;
        if (holds_file(process.id, lease)) {
            (is_keeper(process.id) ? holders.keepers : holders.jobs).push_back(process);
            continue;
        }
        const std::string environment = environment_of(process.id);
        if (find_variable(environment, execution_variable) &&
            find_variable(environment, "MLPIPE_ROOT") == root)
            holders.jobs.push_back(process);
    }
    return holders;
}

void wait_round() {
    ::poll(nullptr, 0, 10);
}

bool is_free(int lease) {
    return ::flock(lease, LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

unsigned end_execution(const std::string& execution) {
    constexpr std::int64_t most_time = 5000 * millisecond;
    for (const std::int64_t end = steady_now() + most_time;; wait_round()) {
        unsigned living = 0;
        for (const ProcessEntry& process : list_processes()) {
            if (!process.alive() || process.id == ::getpid()) continue;
            if (find_variable(environment_of(process.id), execution_variable) != execution) continue;
            signal_process(process, SIGKILL);
            ++living;
        }
        if (living == 0 || steady_now() > end) return living;
    }
}

}  // namespace exec

unsigned end_orphans(const std::string& lease_file, const std::string& root, double most_s) {
    using namespace exec;
    const Descriptor lease(::open(lease_file.c_str(), O_RDWR | O_CLOEXEC));
    if (!lease && errno == ENOENT) return 0;
    struct stat status {};
    if (!lease || ::fstat(lease.number(), &status) != 0) throw_system_error("open", lease_file, errno);
    const std::int64_t start = steady_now();
    const std::int64_t span = to_nanoseconds(most_s);
    // The supervisor empties the file when it has seen the last process end.
    if (is_free(lease.number()) && status.st_size == 0) return 0;
    std::set<std::pair<pid_t, std::uint64_t>> ended;
    for (;; wait_round()) {
        const Holders holders = find_holders(status, root);
        const std::int64_t now = steady_now();
        // Keepers reach what hides from us, and are quick; they are ended only if they do not get on.
        const bool patient = !holders.keepers.empty() && now < after(start, span / 2);
        if (!patient) {
            for (const auto& group : {holders.jobs, holders.keepers})
                for (const ProcessEntry& process : group)
                    if (signal_process(process, SIGKILL)) ended.emplace(process.id, process.started);
            if (holders.jobs.empty() && is_free(lease.number())) break;
        }
        if (now > after(start, span))
            throw Error(ErrorKind::locked,
                        "cannot end " +
                            text::plural(std::max<std::size_t>(holders.jobs.size(), 1), "process") +
                            " of an earlier run that still hold '" + lease_file +
                            "'; end them by hand, then try again");
    }
    if (::ftruncate(lease.number(), 0) != 0) throw_system_error("empty", lease_file, errno);
    return static_cast<unsigned>(ended.size());
}

}  // namespace mlpipe
