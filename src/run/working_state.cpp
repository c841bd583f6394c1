#include "mlpipe/run/working_state.hpp"

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/error.hpp"
#include "workspace.hpp"

namespace mlpipe {
namespace {

StageRecord as_record(const Observation& observation) {
    StageRecord record;
    record.key = observation.key;
    record.inputs = observation.inputs;
    for (std::size_t i = 0; i < observation.outputs.size(); ++i) {
        if (observation.outputs[i])
            record.outputs.push_back({observation.inputs.outputs[i].path, observation.outputs[i]->reference});
    }
    return record;
}

}  // namespace

struct WorkingState::State {
    State(const Project& project, World& world)
        : planned(project, options, world.files), workspace(project, planned, options, world) {}

    RunOptions options;
    PlannedPipeline planned;
    Workspace workspace;
    std::map<std::string, StageRecord> stages;
    std::vector<std::string> problems;
};

WorkingState::WorkingState(const Project& project, World& world)
    : state_(std::make_unique<State>(project, world)) {
    const std::vector<Stage>& stages = state_->planned.pipeline.stages;
    for (StageId id = 0; id < stages.size(); ++id) {
        try {
            if (const auto seen = state_->workspace.observer.observe(id, {}, false))
                state_->stages.emplace(stages[id].name, as_record(*seen));
        } catch (const PipelineError& error) {
            state_->problems.push_back(stages[id].name + ": " + error.diagnostics().front().message);
        } catch (const Error& error) {
            state_->problems.push_back(stages[id].name + ": " + error.what());
        }
    }
    state_->workspace.stat_cache.save();
}

WorkingState::~WorkingState() = default;

const std::map<std::string, StageRecord>& WorkingState::stages() const {
    return state_->stages;
}

const std::vector<std::string>& WorkingState::problems() const {
    return state_->problems;
}

Manifest WorkingState::manifest(const std::string& path) const {
    const Workspace& workspace = state_->workspace;
    return workspace.hasher.manifest(workspace.project.absolute(path),
                                     workspace.observer.dependency_options(path));
}

}  // namespace mlpipe
