// The process between mlpipe and its jobs: forks keepers on request, and ends what a keeper that was killed
// leaves behind. When its connection closes, however mlpipe died, it stays until no process of any job is
// left.
#pragma once
#include "mlpipe/base/descriptor.hpp"

namespace mlpipe::exec {

// Turns the calling process, fresh from fork() with all signals blocked, into the supervisor. `lease` is
// inherited by every job; emptied when nothing is left. Allocates memory (glibc makes that safe after fork),
// uses no stdio.
[[noreturn]] void run_supervisor(Descriptor control, Descriptor lease) noexcept;

}  // namespace mlpipe::exec
