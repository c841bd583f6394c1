#include "pulled_sources.hpp"

#include <map>
#include <set>

#include "mlpipe/base/containment.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// By path, as some stage's entry in the lock has them.
std::map<std::string, Reference> absent_sources(const Workspace& workspace) {
    std::map<std::string, Reference> absent;
    const PlannedPipeline& planned = workspace.planned;
    for (StageId id = 0; id < planned.pipeline.stages.size(); ++id) {
        const auto entry = workspace.lock.stages.find(planned.pipeline.stages[id].name);
        if (!planned.selection.selected[id] || entry == workspace.lock.stages.end()) continue;
        // What the pipeline does not name is not written, whatever the lock says.
        std::set<std::string> declared;
        for (const auto* list :
             {&planned.pipeline.stages[id].dependencies, &planned.pipeline.environment_files})
            for (const Dependency& dependency : *list) declared.insert(dependency.path);
        const StageInputs& inputs = entry->second.front().inputs;
        for (const auto* list : {&inputs.dependencies, &inputs.environment_files}) {
            for (const ArtifactAt& artifact : *list) {
                const std::string absolute = workspace.project.absolute(artifact.path);
                const bool ours = declared.contains(artifact.path) &&
                                  planned.graph.makers(artifact.path).empty() &&
                                  may_write_below(workspace.world.files, workspace.project.root, absolute);
                if (ours && !workspace.world.files.link_stat(absolute))
                    absent.emplace(artifact.path, artifact.reference);
            }
        }
    }
    return absent;
}

}  // namespace

void bring_sources(Workspace& workspace, Fetcher& fetcher) {
    const std::map<std::string, Reference> absent = absent_sources(workspace);
    if (absent.empty()) return;
    std::vector<Reference> contents;
    for (const auto& [path, reference] : absent) contents.push_back(reference);
    const std::vector<bool> here = fetcher.bring_now(contents);
    std::size_t i = 0;
    for (const auto& [path, reference] : absent) {
        if (!here[i++]) continue;
        const std::string absolute = workspace.project.absolute(path);
        workspace.world.files.create_directories(std::string(path::parent(absolute)));
        workspace.store.materialise(reference, absolute, workspace.project.config.materialise);
    }
}

}  // namespace mlpipe
