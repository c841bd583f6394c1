// Which commit made a metric bad: walks the commits between a good and a bad one, halving what is left. Each
// commit is judged in a clean directory with the project's store, so that only what no run has computed runs.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/history/revision.hpp"
#include "mlpipe/model/metric_condition.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct BisectOptions {
    MetricCondition bad_when;      // a commit is bad where it holds
    std::string good, bad;         // commits, branches, tags, runs
    std::string parent_directory;  // absolute: where clean directories are made
    unsigned jobs = 0;
};

struct BisectStep {
    enum class Mark { good, bad, skipped };
    std::string commit;   // hex
    std::string subject;  // the first line of its message
    Mark mark = Mark::skipped;
    std::optional<double> value;
    std::string why;  // of a commit that could not be decided
    std::size_t ran = 0, restored = 0;
};

const char* to_string(BisectStep::Mark mark);

struct BisectReport {
    std::vector<BisectStep> steps;         // the two ends first
    std::optional<std::string> first_bad;  // hex
    // Where commits that could not be decided hide it: one of these, the last known bad one among them.
    std::vector<std::string> candidates;
};

// `step` is told of each commit as it is judged. Throws Error(usage) when the ends are not a good and a bad
// commit with the one an ancestor of the other.
BisectReport bisect(Revisions& revisions, const BisectOptions& options, World& world, Reporter& reporter,
                    Interrupt& interrupt, const std::function<void(const BisectStep&)>& step);

Value to_value(const BisectReport& report);

}  // namespace mlpipe
