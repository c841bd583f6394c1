// Starts one process of a job, or says what was in the way.
#pragma once
#include <sys/types.h>

#include "keeper_protocol.hpp"

namespace mlpipe::exec {

struct SpawnFailure {
    Trouble trouble = Trouble::none;
    int error = 0;
};

// In a process group of its own, with `output` as stdout and stderr, no signal blocked. The program is looked
// up by the PATH of `environment`. Dispositions and stdin are the caller's: the caller is a keeper.
SpawnFailure spawn_process(char* const* arguments, char* const* environment, const char* directory,
                           int output, pid_t& process);

}  // namespace mlpipe::exec
