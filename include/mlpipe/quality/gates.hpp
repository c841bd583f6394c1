// Judges the gates of one stage that is up to date. Pure but for the two questions that it is handed; any thread.
// docs/gates.md says what each rule means.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/model/gate.hpp"
#include "mlpipe/quality/baseline.hpp"

namespace mlpipe {

// What stands before the gates: the result of the stage.
struct Candidate {
    std::string stage;
    MetricValues metrics;
    std::map<std::string, std::string> unreadable;  // metrics files without values: path and why
    StageInputs inputs;
    std::vector<ArtifactAt> outputs;
    std::vector<std::string> models;   // dependencies that stages of kind train make
    std::vector<std::string> sources;  // dependencies that no stage makes
    ReadContent read;
};

struct GateWorld {
    FindBaseline find_baseline;  // empty: nothing is known of the past
    Evaluate evaluate;           // empty: models cannot be evaluated here
    StopPoint stop;
};

// In the order of the gates, of the metrics that a pattern fits, and of a gate's limits. Throws
// Error(interrupted) alone: what goes wrong is a verdict.
std::vector<GateResult> judge_gates(const std::vector<Gate>& gates, const Candidate& candidate,
                                    const GateWorld& world);

// Whether the candidate has what the gate speaks of. Throws Error(usage) where a short name may be several.
bool has_metric(const Candidate& candidate, const Gate& gate);

// The same list where nothing can be judged: each limit undecided, for this reason.
std::vector<GateResult> undecided_gates(const std::vector<Gate>& gates, const std::string& stage,
                                        const std::string& reason);

}  // namespace mlpipe
