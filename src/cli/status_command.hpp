// What a run would do, printed: by `status` and by `run --dry-run`.
#pragma once
#include "context.hpp"

namespace mlpipe::cli {

struct StatusPrinting {
    bool json = false;
    bool exit_code = false;  // 1 when something is not up to date
    bool all = false;        // list also what is up to date
};

int print_status(const Project& project, const RunOptions& options, const StatusPrinting& how,
                 Context& context);

}  // namespace mlpipe::cli
