#include "compared_state.hpp"

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/store/store.hpp"

namespace mlpipe {

ComparedState::ComparedState(Revisions& revisions, const Revision& revision, World& world, bool look,
                             std::vector<std::string>& notes)
    : revisions_(revisions), revision_(revision) {
    try {
        if (const auto pipeline = revisions.pipeline(revision)) {
            if (look && is_work_tree()) now_.emplace(revision.project, world);
            for (const Stage& stage : pipeline->stages) {
                declared_.insert(stage.name);
                for (const Output& output : stage.outputs) outputs_.insert(output.path);
            }
        }
    } catch (const PipelineError& error) {
        const auto& found = error.diagnostics();
        notes.push_back("the pipeline file of " + revision.label + " cannot be read" +
                        (found.empty() ? "" : ": " + found.front().text()));
    }
    if (now_) {
        for (const std::string& problem : now_->problems())
            notes.push_back(revision.label + ": stage " + problem);
    }
    for (const auto& [stage, record] : stages()) {
        if (!now_) declared_.insert(stage);
        for (const OutputSpec& output : record.inputs.outputs) outputs_.insert(output.path);
    }
}

const std::map<std::string, StageRecord>& ComparedState::stages() const {
    return now_ ? now_->stages() : revision_.stages;
}

std::optional<Manifest> ComparedState::manifest(const ArtifactAt& directory) const {
    const Store& store = revisions_.store();
    if (store.has(directory.reference.digest)) return store.read_manifest(directory.reference.digest);
    if (now_) return now_->manifest(directory.path);
    return std::nullopt;
}

bool ComparedState::knows(const std::string& stage) const {
    return stages().contains(stage) || !declared_.contains(stage);
}

}  // namespace mlpipe
