// `metrics history`: one metric over the runs.
#pragma once
#include "commands.hpp"

namespace mlpipe::cli {

void add_metrics_history(CLI::App& metrics, Context& context, const Choose& choose);

}  // namespace mlpipe::cli
