// Labels that have arrived, and what predictions must be worth: the options of `mlpipe drift` about performance.
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "context.hpp"
#include "mlpipe/data/table_reader.hpp"
#include "mlpipe/model/drift.hpp"

namespace mlpipe::cli {

struct PerformanceFlags {
    std::string labels, log, id = "id", probability, positive, task;
    std::vector<std::string> least, most;  // "auc=0.7"
    std::vector<std::string> baselines;    // "metrics/eval.json:auc"
    std::optional<double> drop, relative_drop;
    std::uint64_t least_labels = 30;

    bool is_asked() const { return !labels.empty(); }
    // Throws Error(usage) for options that need others.
    void check(const std::string& target, const std::string& prediction) const;
};

void add_performance_options(CLI::App& command, PerformanceFlags& flags);

// `current`: the table that holds the predictions where there is no log.
std::vector<DriftFinding> judge_performance(const PerformanceFlags& flags, const std::string& current,
                                            const std::string& target, const std::string& prediction,
                                            const TableOptions& table, Context& context);

}  // namespace mlpipe::cli
