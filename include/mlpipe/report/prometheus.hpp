// What runs, gates, checks and comparisons of tables measured, for Prometheus. docs/prometheus.md lists the names.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/data_check.hpp"
#include "mlpipe/model/drift.hpp"
#include "mlpipe/model/run_record.hpp"
#include "mlpipe/report/metric_families.hpp"

namespace mlpipe {

// The run, its stages with their metrics, and its gates and checks. Times are seconds.
MetricFamilies run_measurements(const RunRecord& run);
// `judged_ns`: when, since 1970.
MetricFamilies gate_measurements(const std::string& pipeline, const std::vector<GateResult>& gates,
                                 std::int64_t judged_ns);

MetricFamilies check_measurements(const CheckResult& check, std::int64_t judged_ns);
// `reference` and `current` name the tables, as they were called.
MetricFamilies drift_measurements(const DriftResult& result, const std::string& reference,
                                  const std::string& current, std::int64_t compared_ns);

}  // namespace mlpipe
