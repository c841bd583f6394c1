// When each stage of a run ran, as a Gantt chart within a page, as wide as the page is.
#pragma once
#include <string>

#include "mlpipe/model/run_report.hpp"

namespace mlpipe {

// "" where no stage took any time.
std::string timeline_svg(const RunReport& report);

}  // namespace mlpipe
