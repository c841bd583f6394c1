// The ends of the logs of a run, as many lines as a report has room for.
#pragma once
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/model/run_report.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

// Of the stages that failed first, and more of them; logs that are not here any more are left out.
void add_logs(const FileSystem& files, const Project& project, RunReport& report);

}  // namespace mlpipe
