// The reporter that fits where the text goes.
#pragma once
#include <memory>

#include "context.hpp"
#include "mlpipe/report/reporter.hpp"

namespace mlpipe::cli {

// Live on a terminal, plain elsewhere; on standard error when standard output is for a document.
std::unique_ptr<Reporter> make_run_reporter(const Context& context, bool on_standard_error);

}  // namespace mlpipe::cli
