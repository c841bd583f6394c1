// The DAG of a pipeline: which stage must come before which. Knows names and paths, never contents.
// Stages are indices into Pipeline::stages.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mlpipe/model/pipeline.hpp"

namespace mlpipe {

using StageId = std::uint32_t;

class Graph {
  public:
    // Edges from outputs to dependencies, by overlap both ways, and from `needs`. Throws PipelineError with all of:
    // duplicate or overlapping outputs, a stage that depends on itself, unknown `needs`, a cycle (as a path).
    // `shown` is how messages name the pipeline file.
    Graph(const Pipeline& pipeline, const std::string& shown);

    struct Edge {
        StageId stage;
        bool order_only = false;  // from `needs` alone: orders and blocks, no data
    };

    std::size_t size() const { return upstream_.size(); }
    const std::vector<Edge>& upstream(StageId stage) const { return upstream_[stage]; }
    const std::vector<Edge>& downstream(StageId stage) const { return downstream_[stage]; }
    // Each stage after everything upstream of it; ties in the order of the file.
    const std::vector<StageId>& order() const { return order_; }

    // The stage that makes `path` (or the directory it lies in, or something inside it); no stage: empty.
    std::vector<StageId> makers(std::string_view path) const;

  private:
    std::vector<std::vector<Edge>> upstream_, downstream_;
    std::vector<StageId> order_;
    // Outputs sorted by path, with '/' before every other byte, so that what lies inside a directory follows it.
    std::vector<std::pair<std::string, StageId>> outputs_;
};

struct Selection {
    std::vector<bool> selected;  // by stage: part of this run
    std::vector<bool> named;     // asked for by name, path or pattern
};

struct SelectionOptions {
    std::vector<std::string> targets;  // stage, `stage@*`, output path relative to the pipeline file; none: all
    bool single = false;               // -s: the named stages alone
    bool downstream = false;           // and everything that follows from them
};

// A frozen stage does not pull in what is upstream of it. Throws Error(usage) on an unknown target, with the nearest.
Selection select(const Pipeline& pipeline, const Graph& graph, const SelectionOptions& options);

// By stage: its own duration and the longest chain of durations after it, in seconds. Unknown durations count as the
// median of the known ones, or 1.
std::vector<double> remaining_path(const Graph& graph, const std::vector<double>& durations_s);

}  // namespace mlpipe
