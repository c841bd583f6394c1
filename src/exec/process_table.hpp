// The processes of this machine as /proc shows them, and signals that reach only the process that was meant.
// A look costs some microseconds a process: it is for the moments when something is left over, not for each
// job.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::exec {

struct ProcessEntry {
    pid_t id = 0, parent = 0, group = 0;
    char state = '?';
    std::uint64_t started =
        0;  // clock ticks since boot: tells processes apart that had the same number in turn
    bool alive() const { return state != 'Z' && state != 'X'; }
};

std::vector<ProcessEntry> list_processes();
std::optional<ProcessEntry> find_process(pid_t id);

// Every process below `ancestor`, zombies too; not the `spared` and what is below them.
std::vector<ProcessEntry> descendants_of(pid_t ancestor, std::span<const pid_t> spared = {});

// False if that process is gone or the system refused.
bool signal_process(const ProcessEntry& process, int signal);

// The environment that a process started with, as NUL-terminated entries; empty if it cannot be read.
std::string environment_of(pid_t id);
std::optional<std::string_view> find_variable(std::string_view environment, std::string_view name);

}  // namespace mlpipe::exec
