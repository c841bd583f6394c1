// Starts a program of our own choosing (not a stage's job) in a process group of its own, with every signal
// as programs expect it.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace mlpipe::exec {

struct SpawnPlan {
    std::vector<std::string> arguments;
    std::string directory;                                // empty: the caller's
    std::optional<std::vector<std::string>> environment;  // nullopt: inherited
    int input = -1;                                       // -1: /dev/null
    int output = -1, errors = -1;

    // The PATH that the program is looked up by.
    std::string search_path() const;
    // An errno; 0 when it is running.
    int spawn(const std::string& program, pid_t& process) const;
};

// Waits for the end; 128 + signal for a killed one.
int reap(pid_t process);

}  // namespace mlpipe::exec
