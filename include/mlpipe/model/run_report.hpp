// All that a report of one run shows: its record, what its result is compared with, how its stages hang together,
// its plots, and the ends of its logs. Plain values; knows nothing of where they come from, nor of how they are
// shown.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "mlpipe/model/difference.hpp"
#include "mlpipe/model/plot.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

// Stages are indices into `run.executions`.
struct RunReport {
    struct Baseline {
        std::string name;       // "production v1.2.0", "the previous run", or as it was asked for
        bool same_run = false;  // it is what this run made
        // From the baseline to this run. Metrics: also the equal ones.
        Difference difference;
        // What its stages read and made, by path.
        std::map<std::string, Reference> artifacts;
    };
    struct Edge {
        std::size_t from = 0, to = 0;  // data flows `from` -> `to`
        bool order_only = false;
    };
    // What some stage reads and none makes.
    struct Source {
        ArtifactAt artifact;
        std::vector<std::size_t> readers;
    };
    struct Log {
        std::vector<std::string> lines;  // the last ones, bytes of any kind
        bool cut = false;                // there is more before them
    };

    RunRecord run;
    std::int64_t collected_ns = 0;
    std::vector<Baseline> baselines;  // the one that the verdict speaks of first
    std::vector<Edge> edges;
    std::map<std::string, std::size_t> makers;  // of the paths that stages read
    std::vector<Source> sources;                // sorted by path
    PlotSet plots;
    std::map<std::size_t, Log> logs;
    std::vector<std::string> notes;  // what could not be found, and why
};

}  // namespace mlpipe
