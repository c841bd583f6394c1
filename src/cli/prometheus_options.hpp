// --prometheus FILE and --push URL: what a command measured goes to where Prometheus looks for it.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "context.hpp"
#include "mlpipe/report/metric_families.hpp"

namespace mlpipe::cli {

struct PrometheusOptions {
    std::string file, url;
    bool is_asked() const { return !file.empty() || !url.empty(); }
};

void add_prometheus_options(CLI::App& command, PrometheusOptions& options);

// Calls `measure` where somebody asks for it. False, after a line on standard error, where something could not be delivered:
// what was measured stands all the same.
bool deliver(const PrometheusOptions& options, const std::function<MetricFamilies()>& measure,
             const Context& context);

}  // namespace mlpipe::cli
