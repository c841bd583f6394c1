// Runs that nobody needs any more: out of lineage, with their logs and their run commits. Results stay in the
// store until gc. What stays whatever the rules say: runs whose results a lock file stands for (in the working
// tree, in linked work trees, at the tips of branches and tags), and those with the latest execution of a
// stage, by which stages with side effects are judged.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

// All that are given must hold of a run that goes.
struct PruneOptions {
    std::optional<RunStatus> status;
    std::optional<double> older_than_s;
    std::optional<std::size_t> keep;  // so many of the newest that the other rules would remove stay
    double wait_s = 0;
};

struct Prunable {
    std::vector<RunSummary> runs;  // newest first
    std::size_t needed = 0;        // runs that the rules would remove, but that stay
};

// Holds the project while it lives, so that no run is in progress.
class RunPruning {
  public:
    RunPruning(const Project& project, const PruneOptions& options, World& world, Interrupt& interrupt);
    ~RunPruning();
    const Prunable& found() const;
    void remove();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
