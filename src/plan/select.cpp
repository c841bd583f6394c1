#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/plan/graph.hpp"
#include "stage_names.hpp"

namespace mlpipe {
namespace {

std::vector<std::string> suggestions(const Pipeline& pipeline, const StageNames& names) {
    std::vector<std::string> all = names.all();
    for (const Stage& stage : pipeline.stages)
        for (const Output& output : stage.outputs) all.push_back(output.path);
    return all;
}

std::vector<bool> find_named(const Pipeline& pipeline, const Graph& graph,
                             const std::vector<std::string>& targets) {
    const StageNames names(pipeline);
    std::vector<bool> named(pipeline.stages.size());
    std::string problems;
    for (const std::string& target : targets) {
        std::vector<StageId> found = names.find(target);
        if (found.empty()) found = graph.makers(target);
        for (const StageId stage : found) named[stage] = true;
        if (found.empty())
            problems += (problems.empty() ? "" : "\n") +
                        ("no stage and no output is called '" + path::printable(target) + "'" +
                         text::did_you_mean(target, suggestions(pipeline, names)));
    }
    if (!problems.empty()) throw Error(ErrorKind::usage, problems);
    return named;
}

// Adds whatever `edges` lead to, from all that is selected.
template <typename Edges, typename Passes>
void spread(std::vector<bool>& selected, const Edges& edges, const Passes& passes) {
    std::vector<StageId> pending;
    for (StageId stage = 0; stage < selected.size(); ++stage)
        if (selected[stage]) pending.push_back(stage);
    while (!pending.empty()) {
        const StageId stage = pending.back();
        pending.pop_back();
        if (!passes(stage)) continue;
        for (const Graph::Edge& edge : edges(stage)) {
            if (selected[edge.stage]) continue;
            selected[edge.stage] = true;
            pending.push_back(edge.stage);
        }
    }
}

}  // namespace

Selection select(const Pipeline& pipeline, const Graph& graph, const SelectionOptions& options) {
    Selection selection;
    selection.named = find_named(pipeline, graph, options.targets);
    if (options.targets.empty() && options.files.empty()) {
        selection.selected.assign(graph.size(), true);
        return selection;
    }
    selection.selected = selection.named;
    if (!options.files.empty()) {
        const std::unordered_set<std::string_view> files(options.files.begin(), options.files.end());
        for (StageId stage = 0; stage < graph.size(); ++stage)
            if (files.contains(pipeline.stages[stage].file)) selection.selected[stage] = true;
    }
    if (options.downstream)
        spread(
            selection.selected, [&](StageId stage) -> const auto& { return graph.downstream(stage); },
            [](StageId) { return true; });
    if (!options.single)
        spread(
            selection.selected, [&](StageId stage) -> const auto& { return graph.upstream(stage); },
            [&](StageId stage) { return !pipeline.stages[stage].frozen; });
    return selection;
}

std::vector<double> remaining_path(const Graph& graph, const std::vector<double>& durations_s) {
    std::vector<double> known;
    for (const double duration : durations_s)
        if (duration >= 0 && std::isfinite(duration)) known.push_back(duration);
    double usual = 1;
    if (!known.empty()) {
        const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
        std::nth_element(known.begin(), middle, known.end());
        usual = *middle;
    }
    std::vector<double> remaining(graph.size());
    for (auto stage = graph.order().rbegin(); stage != graph.order().rend(); ++stage) {
        double after = 0;
        for (const Graph::Edge& edge : graph.downstream(*stage))
            after = std::max(after, remaining[edge.stage]);
        const double own = *stage < durations_s.size() ? durations_s[*stage] : -1;
        remaining[*stage] = after + (own >= 0 && std::isfinite(own) ? own : usual);
    }
    return remaining;
}

}  // namespace mlpipe
