#include "mlpipe/run/graph_view.hpp"

#include <unordered_map>

#include "mlpipe/run/status.hpp"
#include "workspace.hpp"

namespace mlpipe {

GraphView view_graph(const Project& project, const RunOptions& options, World& world, bool with_decisions) {
    const PlannedPipeline planned(project, options, world.files);
    std::unordered_map<std::string, std::string> decisions;
    if (with_decisions) {
        for (const StageStatus& stage : status(project, options, world)) {
            decisions.emplace(stage.stage, to_string(stage.decision.kind));
        }
    }
    GraphView view;
    view.name = planned.pipeline.name;
    std::vector<std::size_t> node_of(planned.pipeline.stages.size());
    for (StageId id = 0; id < planned.pipeline.stages.size(); ++id) {
        if (!planned.selection.selected[id]) continue;
        const Stage& stage = planned.pipeline.stages[id];
        GraphNode node;
        node.name = stage.name;
        if (stage.kind != StageKind::none) node.kind = to_string(stage.kind);
        if (const auto found = decisions.find(stage.name); found != decisions.end())
            node.state = found->second;
        node_of[id] = view.nodes.size();
        view.nodes.push_back(std::move(node));
    }
    for (StageId id = 0; id < planned.pipeline.stages.size(); ++id) {
        if (!planned.selection.selected[id]) continue;
        for (const Graph::Edge& edge : planned.graph.upstream(id)) {
            if (!planned.selection.selected[edge.stage]) continue;
            view.edges.push_back({node_of[edge.stage], node_of[id], edge.order_only});
        }
    }
    return view;
}

}  // namespace mlpipe
