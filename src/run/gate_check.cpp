#include "mlpipe/run/gate_check.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "gate_judging.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/lineage/lineage.hpp"
#include "mlpipe/run/status.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

Candidate candidate_of(const Workspace& workspace, StageId stage) {
    const Observation observation = *workspace.observer.observe(stage, {}, false);
    StageResult result{observation.inputs, {}};
    for (std::size_t i = 0; i < observation.outputs.size(); ++i) {
        if (observation.outputs[i])
            result.outputs.push_back({observation.inputs.outputs[i].path, observation.outputs[i]->reference});
    }
    return gate_candidate(workspace, stage, std::move(result));
}

bool is_current(const Decision& decision) {
    return decision.kind == DecisionKind::skip || decision.kind == DecisionKind::absent;
}

// A metric may be anywhere in the pipeline, but a name without its file must not mean two of them.
void refuse_several(const Gate& gate, const std::vector<Candidate>& found) {
    if (found.size() < 2 || gate_address(gate).find('*') != std::string::npos) return;
    throw Error(ErrorKind::usage, "'" + path::printable(gate_address(gate)) + "' is a metric of '" +
                                      path::printable(found[0].stage) + "' and of '" +
                                      path::printable(found[1].stage) + "'; name its file: FILE:METRIC");
}

}  // namespace

GateCheck check_gates(const Project& project, const RunOptions& options, World& world,
                      const Interrupt& interrupt) {
    const PlannedPipeline planned(project, options, world.files);
    std::map<std::string, Decision> decisions;
    for (StageStatus& stage : status(project, options, world))
        decisions.emplace(std::move(stage.stage), std::move(stage.decision));
    Workspace workspace(project, planned, options, world, &interrupt);
    const GateWorld known = gate_world(project, world, nullptr, &interrupt);
    GateCheck check{planned.pipeline.name, {}};
    for (const StageId id : planned.graph.order()) {
        const Stage& stage = planned.pipeline.stages[id];
        const bool asked = options.selection.targets.empty() || planned.selection.named[id];
        if (!asked || !planned.selection.selected[id] || stage.gates.empty()) continue;
        const Decision& decision = decisions.at(stage.name);
        auto judged = is_current(decision)
                          ? judge_gates(stage.gates, candidate_of(workspace, id), known)
                          : undecided_gates(stage.gates, stage.name,
                                            stage.name + " is not up to date (" + decision.reason +
                                                "): 'mlpipe run' brings it there");
        std::move(judged.begin(), judged.end(), std::back_inserter(check.results));
    }
    workspace.stat_cache.save();
    return check;
}

GateCheck check_gate(const Project& project, const Gate& gate, World& world, const Interrupt& interrupt) {
    const RunOptions everything;
    const PlannedPipeline planned(project, everything, world.files);
    Workspace workspace(project, planned, everything, world, &interrupt);
    std::vector<Candidate> found;
    for (const StageId id : planned.graph.order()) {
        const auto& outputs = planned.pipeline.stages[id].outputs;
        const bool has_metrics = std::any_of(outputs.begin(), outputs.end(), [](const Output& output) {
            return output.role == OutputRole::metric;
        });
        if (!has_metrics) continue;
        Candidate candidate = candidate_of(workspace, id);
        if (has_metric(candidate, gate)) found.push_back(std::move(candidate));
    }
    refuse_several(gate, found);
    workspace.stat_cache.save();
    const GateWorld known = gate_world(project, world, nullptr, &interrupt);
    GateCheck check{planned.pipeline.name, {}};
    if (found.empty()) check.results = judge_gates({gate}, Candidate(), known);
    for (const Candidate& candidate : found) {
        auto judged = judge_gates({gate}, candidate, known);
        std::move(judged.begin(), judged.end(), std::back_inserter(check.results));
    }
    return check;
}

void record_asked_gates(const Project& project, const std::string& run, const std::string& stage,
                        std::vector<GateResult> results) {
    for (GateResult& result : results) result.asked_by = stage;
    Lineage lineage(project.lineage_file(), Lineage::Mode::read_write);
    lineage.add_asked_gates(run, results);
}

}  // namespace mlpipe
