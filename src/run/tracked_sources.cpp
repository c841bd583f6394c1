#include "tracked_sources.hpp"

#include <set>

#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

// Sorted, each once, as the pipeline has them.
std::set<std::string> absent_sources(const Workspace& workspace) {
    const PlannedPipeline& planned = workspace.planned;
    std::set<std::string> absent;
    for (StageId id = 0; id < planned.pipeline.stages.size(); ++id) {
        const Stage& stage = planned.pipeline.stages[id];
        if (!planned.selection.selected[id] || stage.frozen) continue;
        for (const auto* list : {&stage.dependencies, &planned.pipeline.environment_files})
            for (const Dependency& dependency : *list)
                if (!workspace.world.files.link_stat(workspace.project.absolute(dependency.path)) &&
                    planned.graph.makers(dependency.path).empty())
                    absent.insert(dependency.path);
    }
    return absent;
}

}  // namespace

std::vector<std::string> bring_tracked_sources(Workspace& workspace) {
    std::vector<std::string> notices;
    for (const std::string& path : absent_sources(workspace)) {
        const auto tracked = workspace.dvc_sources.tracking(workspace.project.absolute(path));
        if (tracked && workspace.dvc_sources.check_out(*tracked))
            notices.push_back(path::printable(workspace.project.shown(tracked->path)) +
                              " checked out from DVC's cache, as " + path::printable(tracked->file) +
                              " has it");
    }
    return notices;
}

}  // namespace mlpipe
