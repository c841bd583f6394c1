#include "watched_stages.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/plan/graph.hpp"
#include "mlpipe/run/selection.hpp"

namespace mlpipe::watch {
namespace {

// All that the stages come from; `passes` says beyond which stages to look.
template <typename Passes>
std::vector<bool> upstream_of(const Graph& graph, std::vector<StageId> pending, Passes passes) {
    std::vector<bool> found(graph.size());
    while (!pending.empty()) {
        const StageId next = pending.back();
        pending.pop_back();
        for (const Graph::Edge& edge : graph.upstream(next)) {
            if (found[edge.stage]) continue;
            found[edge.stage] = true;
            if (passes(edge.stage)) pending.push_back(edge.stage);
        }
    }
    return found;
}

std::vector<bool> all_upstream(const Graph& graph, StageId stage) {
    return upstream_of(graph, {stage}, [](StageId) { return true; });
}

// That is not to be left as it is.
bool is_ingest(const Stage& stage) {
    return stage.kind == StageKind::ingest && !stage.frozen;
}

bool may_block(const Stage& stage) {
    const auto is_error = [](const auto& one) { return one.severity == GateSeverity::error; };
    return std::any_of(stage.gates.begin(), stage.gates.end(), is_error) ||
           std::any_of(stage.checks.begin(), stage.checks.end(), is_error);
}

// A stage of kind train that both come from; null: there is none. Training data are read by many, and do not count.
const Stage* common_training(const Pipeline& pipeline, const std::vector<bool>& one,
                             const std::vector<bool>& other) {
    for (StageId id = 0; id < pipeline.stages.size(); ++id)
        if (one[id] && other[id] && pipeline.stages[id].kind == StageKind::train) return &pipeline.stages[id];
    return nullptr;
}

}  // namespace

const Stage* find_stage(const Pipeline& pipeline, const std::string& name) {
    const auto found = std::find_if(pipeline.stages.begin(), pipeline.stages.end(),
                                    [&](const Stage& stage) { return stage.name == name; });
    return found == pipeline.stages.end() ? nullptr : &*found;
}

std::vector<std::string> watched_stages(const Pipeline& pipeline, const std::vector<std::string>& asked) {
    std::vector<std::string> monitors;
    for (const Stage& stage : pipeline.stages)
        if (stage.kind == StageKind::monitor) monitors.push_back(stage.name);
    if (monitors.empty())
        throw Error(ErrorKind::usage,
                    "there is nothing to watch: the pipeline has no stage of kind monitor. A stage called "
                    "'monitor' is one, and one that says 'kind: monitor'");
    if (asked.empty()) return monitors;
    for (const std::string& name : asked)
        if (std::find(monitors.begin(), monitors.end(), name) == monitors.end())
            throw Error(ErrorKind::usage, "there is no stage of kind monitor called '" +
                                              path::printable(name) + "'" +
                                              text::did_you_mean(name, monitors));
    return asked;
}

std::vector<std::string> ingest_to_retrain(const FileSystem& files, const Project& project,
                                           const Pipeline& pipeline, const RunOptions& options) {
    const SelectedStages selected = selected_stages(project, options, files);
    std::vector<std::string> names;
    for (const Stage& stage : pipeline.stages)
        if (is_ingest(stage) && selected.stages.contains(stage.name)) names.push_back(stage.name);
    return names;
}

std::vector<std::string> ingest_to_watch(const Project& project, const Pipeline& pipeline,
                                         const std::vector<std::string>& watched) {
    const Graph graph(pipeline, project.shown(project.pipeline_file));
    std::vector<StageId> monitors;
    for (StageId id = 0; id < pipeline.stages.size(); ++id)
        if (std::find(watched.begin(), watched.end(), pipeline.stages[id].name) != watched.end())
            monitors.push_back(id);
    const std::vector<bool> found = upstream_of(
        graph, monitors, [&](StageId id) { return pipeline.stages[id].kind != StageKind::train; });
    std::vector<std::string> names;
    for (StageId id = 0; id < pipeline.stages.size(); ++id) {
        const Stage& stage = pipeline.stages[id];
        if (found[id] && is_ingest(stage) && !stage.refresh) names.push_back(stage.name);
    }
    return names;
}

void check_retraining(const FileSystem& files, const Project& project, const Pipeline& pipeline,
                      const std::string& target) {
    RunOptions options;
    options.selection.targets = {target};
    const SelectedStages selected = selected_stages(project, options, files);
    const Graph graph(pipeline, project.shown(project.pipeline_file));
    for (StageId deploying = 0; deploying < pipeline.stages.size(); ++deploying) {
        const Stage& stage = pipeline.stages[deploying];
        if (!stage.side_effects || !selected.stages.contains(stage.name)) continue;
        const std::vector<bool> upstream = all_upstream(graph, deploying);
        for (StageId judging = 0; judging < pipeline.stages.size(); ++judging) {
            const Stage& judge = pipeline.stages[judging];
            if (judging == deploying || upstream[judging] || !may_block(judge) ||
                judge.kind == StageKind::monitor)
                continue;
            const Stage* training = common_training(pipeline, all_upstream(graph, judging), upstream);
            if (training == nullptr) continue;
            throw Error(ErrorKind::usage,
                        "--retrain " + path::printable(target) + " would pass a gate: '" + stage.name +
                            "' deploys what comes from '" + training->name + "', which '" + judge.name +
                            "' judges, and does not wait for that; give it 'needs: [" + judge.name + "]'");
        }
    }
}

}  // namespace mlpipe::watch
