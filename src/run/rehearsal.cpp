#include "rehearsal.hpp"

#include <algorithm>

namespace mlpipe {
namespace {

// Its outputs are found as they are, which is what being frozen means.
void give(Stage& stage, const std::vector<std::string>& outputs) {
    std::erase_if(stage.outputs, [&](const Output& output) {
        return std::find(outputs.begin(), outputs.end(), output.path) == outputs.end();
    });
    stage.frozen = true;
    stage.gates.clear();
    stage.checks.clear();
}

void leave_comparisons_aside(std::vector<Gate>& gates) {
    for (Gate& gate : gates) {
        std::erase_if(gate.limits, [](const GateLimit& limit) { return compares(limit.rule); });
        gate.baseline.clear();
    }
    std::erase_if(gates, [](const Gate& gate) { return gate.limits.empty(); });
}

}  // namespace

Pipeline rehearsed(Pipeline pipeline, const std::optional<Rehearsal>& rehearsal) {
    if (!rehearsal) return pipeline;
    for (Stage& stage : pipeline.stages) {
        leave_comparisons_aside(stage.gates);
        const auto given = rehearsal->given.find(stage.name);
        if (given != rehearsal->given.end()) give(stage, given->second);
    }
    return pipeline;
}

SelectionOptions rehearsed(SelectionOptions selection, const Pipeline& pipeline, const Graph& graph,
                           const std::optional<Rehearsal>& rehearsal) {
    if (!rehearsal || rehearsal->given.empty() || !selection.targets.empty()) return selection;
    // What is given, as what is frozen, pulls in nothing.
    for (const StageId stage : graph.order())
        if (graph.downstream(stage).empty()) selection.targets.push_back(pipeline.stages[stage].name);
    return selection;
}

}  // namespace mlpipe
