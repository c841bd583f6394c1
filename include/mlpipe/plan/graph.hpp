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
    // Edges from outputs to dependencies and parameter files, by overlap both ways, and from `needs` (a
    // stage, or `stage@*`, or `stage` for all of `stage@...`). Throws PipelineError with all of: duplicate or
    // overlapping outputs, a stage that depends on itself, an environment file that a stage makes, unknown
    // `needs`, cycles (each as a path). `shown` is how messages name the pipeline file.
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
    // Whether `path` itself is an output of some stage.
    bool is_output(std::string_view path) const;

    // The dependencies that no stage makes, not even in part, in the order of the file: they must be there
    // already.
    struct Source {
        StageId stage;
        std::size_t dependency;  // index into Stage::dependencies
    };
    const std::vector<Source>& sources() const { return sources_; }

  private:
    std::string directory_;
    std::vector<std::vector<Edge>> upstream_, downstream_;
    std::vector<StageId> order_;
    std::vector<Source> sources_;
    // Outputs as absolute paths, sorted with '/' before every other byte, so that what lies inside a
    // directory follows it.
    std::vector<std::pair<std::string, StageId>> outputs_;
};

struct Selection {
    std::vector<bool> selected;  // by stage: part of this run
    std::vector<bool> named;     // asked for by name, path or pattern
};

struct SelectionOptions {
    // A stage, a pattern (`stage@*`), `stage` for all of `stage@...`, or the path of an output (or of
    // something in it, or of a directory with outputs), relative to the pipeline file. Neither targets nor files: all
    // stages.
    std::vector<std::string> targets;
    std::vector<std::string> files;  // as Stage::file has them: each stage in them
    // What becomes of them before select() is asked: the targets are folders, and every file in them is meant; all
    // files are, instead of the one that was chosen.
    bool recursive = false, all_files = false;
    bool single = false;      // -s: without what is upstream
    bool downstream = false;  // and everything that follows from them, with what that needs unless `single`
};

// A frozen stage does not pull in what is upstream of it. Throws Error(usage) with
// all unknown targets, each with the nearest name.
Selection select(const Pipeline& pipeline, const Graph& graph, const SelectionOptions& options);

// By stage: its own duration and the longest chain of durations after it, in seconds. Unknown durations
// (negative, NaN, or beyond the end of the list) count as the median of the known ones, or 1.
std::vector<double> remaining_path(const Graph& graph, const std::vector<double>& durations_s);

}  // namespace mlpipe
