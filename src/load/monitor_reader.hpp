// The `monitor` block of a pipeline file.
#pragma once
#include "mlpipe/model/monitor_settings.hpp"
#include "problems.hpp"

namespace mlpipe::load {

MonitorSettings read_monitor(const Node& node, Problems& problems);

}  // namespace mlpipe::load
