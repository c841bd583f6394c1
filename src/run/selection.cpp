#include "mlpipe/run/selection.hpp"

#include "workspace.hpp"

namespace mlpipe {

SelectedStages selected_stages(const Project& project, const RunOptions& options, const FileSystem& files) {
    const PlannedPipeline planned(project, options, files);
    SelectedStages selected;
    for (StageId id = 0; id < planned.pipeline.stages.size(); ++id) {
        if (!planned.selection.selected[id]) continue;
        const Stage& stage = planned.pipeline.stages[id];
        selected.stages.insert(stage.name);
        for (const auto* list : {&stage.dependencies, &planned.pipeline.environment_files}) {
            for (const Dependency& dependency : *list)
                if (planned.graph.makers(dependency.path).empty()) selected.sources.insert(dependency.path);
        }
    }
    return selected;
}

}  // namespace mlpipe
