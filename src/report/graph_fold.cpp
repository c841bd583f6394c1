#include "graph_fold.hpp"

#include <map>

#include "report_verdict.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t readable = 40;       // nodes
constexpr std::size_t least_folded = 4;    // stages of one `foreach`
constexpr std::size_t most_unfolded = 12;  // of those that did not end well, of one `foreach`

bool ended_well(const RunReport& report, std::size_t stage) {
    switch (report.run.executions[stage].status) {
        case ExecutionStatus::ran:
        case ExecutionStatus::restored:
        case ExecutionStatus::skipped:
            return !gate_blocks(report, report.run.executions[stage].stage);
        default:
            return false;
    }
}

// "prepare" of "prepare@train"; "" of a stage that no foreach made.
std::string group_of(const std::string& stage) {
    const std::size_t at = stage.find('@');
    return at == std::string::npos ? "" : stage.substr(0, at);
}

using Groups = std::map<std::string, std::vector<std::size_t>>;

Groups groups_to_fold(const RunReport& report) {
    Groups groups;
    if (report.run.executions.size() <= readable) return groups;
    std::map<std::string, std::size_t> shown;
    for (std::size_t stage = 0; stage < report.run.executions.size(); ++stage) {
        const std::string group = group_of(report.run.executions[stage].stage);
        if (group.empty() || (!ended_well(report, stage) && shown[group]++ < most_unfolded)) continue;
        groups[group].push_back(stage);
    }
    std::erase_if(groups, [](const auto& group) { return group.second.size() < least_folded; });
    return groups;
}

FoldedGraph folded(const RunReport& report, const Groups& groups) {
    constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> node_of(report.run.executions.size(), none);
    std::map<std::size_t, const Groups::value_type*> first;
    for (const auto& group : groups) first.emplace(group.second.front(), &group);
    FoldedGraph graph;
    for (std::size_t stage = 0; stage < node_of.size(); ++stage) {
        if (node_of[stage] != none) continue;
        const auto group = first.find(stage);
        FoldedGraph::Node node{report.run.executions[stage].stage, {stage}};
        if (group != first.end()) node = {group->second->first + "@…", group->second->second};
        for (const std::size_t member : node.stages) node_of[member] = graph.nodes.size();
        graph.nodes.push_back(std::move(node));
    }
    std::map<std::pair<std::size_t, std::size_t>, bool> edges;
    for (const RunReport::Edge& edge : report.edges) {
        const auto key = std::pair(node_of[edge.from], node_of[edge.to]);
        if (key.first == key.second) continue;
        const auto [known, added] = edges.emplace(key, edge.order_only);
        known->second = known->second && edge.order_only;
    }
    for (const auto& [ends, order_only] : edges) graph.edges.push_back({ends.first, ends.second, order_only});
    return graph;
}

// Chains through two groups may lead back and forth between them.
bool has_cycle(const FoldedGraph& graph) {
    std::vector<std::vector<std::size_t>> downstream(graph.nodes.size());
    std::vector<std::size_t> missing(graph.nodes.size()), ready;
    for (const FoldedGraph::Edge& edge : graph.edges) {
        downstream[edge.from].push_back(edge.to);
        ++missing[edge.to];
    }
    for (std::size_t node = 0; node < missing.size(); ++node)
        if (missing[node] == 0) ready.push_back(node);
    for (std::size_t i = 0; i < ready.size(); ++i)
        for (const std::size_t to : downstream[ready[i]])
            if (--missing[to] == 0) ready.push_back(to);
    return ready.size() < graph.nodes.size();
}

}  // namespace

FoldedGraph fold_graph(const RunReport& report) {
    const Groups groups = groups_to_fold(report);
    FoldedGraph graph = folded(report, groups);
    return groups.empty() || !has_cycle(graph) ? graph : folded(report, {});
}

}  // namespace mlpipe
