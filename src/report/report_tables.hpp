// The tables of a report, for a page and for Markdown alike.
#pragma once
#include <cstddef>

#include "mlpipe/model/run_report.hpp"
#include "mlpipe/report/tables.hpp"

namespace mlpipe {

enum class MetricRows {
    telling,    // those of gates, and those that are not what they were
    unchanged,  // the others
};

// metric, this run, and for each baseline its value and the change. Where there is no baseline all are telling.
Table report_metrics(const RunReport& report, MetricRows rows);
// What no stage made, and what became of it since the first baseline.
Table report_sources(const RunReport& report);
Table report_outputs(const RunReport& report);
// "changed", "new", "the same", "2 added, 1 changed"; "" where there is nothing to compare with.
std::string since_baseline(const RunReport& report, const ArtifactAt& artifact);

}  // namespace mlpipe
