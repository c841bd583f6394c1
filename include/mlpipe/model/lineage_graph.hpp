// What came from what: artifacts, and the results of stages between them. Plain values; knows nothing of where
// they are stored, nor of how they are shown.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

struct LineageGraph {
    // A content at a path.
    struct Artifact {
        std::string path;  // relative to the project's root
        Reference reference;
        bool asked = false;  // the question was about this one
    };
    // What one execution made, however many runs have skipped or restored it since. Executions of one key that
    // made the same are one result.
    struct Result {
        std::string stage, pipeline_file;  // relative to the project's root
        StageKey key;
        std::string run;              // that made it; perhaps in another clone, or removed since
        std::int64_t started_ns = 0;  // of that run; 0 where it is not known here
        std::optional<std::string> branch, commit;
        std::size_t repeated = 0;  // other executions of this key that made the same
        bool accepted = false;
        std::vector<std::pair<std::string, std::string>> parameters;  // file:a.b, canonical JSON
        MetricValues metrics;
    };
    struct Edge {
        std::size_t artifact = 0, result = 0;
        bool made = false;  // the result made the artifact; else it read it
        std::string role;   // dep, environment, prior; out, metric, plot
    };
    // The data of one artifact is that of another: a file and the directory it lies in, or the same content at
    // another path.
    struct Link {
        enum class Kind { inside, around, copy };  // `to` lies inside `from`, contains it, or is its copy
        std::size_t from = 0, to = 0;              // as data flows
        Kind kind = Kind::copy;
    };
    std::vector<Artifact> artifacts;
    std::vector<Result> results;
    std::vector<Edge> edges;
    std::vector<Link> links;
    bool cut = false;  // `depth` left something out
};

}  // namespace mlpipe
