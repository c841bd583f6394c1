#include <algorithm>

#include "dvc_exchange_files.hpp"
#include "dvc_keeping.hpp"
#include "dvc_lock_keeper.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/load/load.hpp"
#include "mlpipe/run/dvc_exchange.hpp"
#include "mlpipe/run/garbage.hpp"
#include "mlpipe/run/project_lock.hpp"

namespace mlpipe {
namespace {

void check_names(const Document& document, const std::vector<std::string>& wrong) {
    std::vector<Diagnostic> problems;
    const Node* stages = document.root.find("stages");
    for (const Node::Entry& stage : stages->entries())
        if (std::find(wrong.begin(), wrong.end(), stage.key) != wrong.end())
            problems.push_back({document.file, stage.key_position,
                                "DVC cannot have a stage '" + path::printable(stage.key) +
                                    "', as it holds '@', by which DVC finds what foreach and matrix make"});
    if (!problems.empty()) throw PipelineError(std::move(problems));
}

}  // namespace

DvcExchange export_to_dvc(const Project& project, const DvcExchangeOptions& options, World& world,
                          Interrupt& interrupt) {
    refuse_nested(project, CallerEnvironment(world.environment).all());
    FileSystem& files = world.files;
    if (dialect_of(project.pipeline_file) == Dialect::dvc)
        throw Error(ErrorKind::usage, path::printable(project.shown(project.pipeline_file)) +
                                          " is DVC's own; there is nothing to export");
    Project dvc = project;
    dvc.pipeline_file = path::join(path::parent(project.pipeline_file), "dvc.yaml");
    check_target(files, project, dvc.pipeline_file, options.force);
    const DvcPlace place = writable_dvc_place(files, dvc, "export");
    const PlannedPipeline planned(project, {}, files);
    create_state_directory(files, project);
    const ProjectLock held = ProjectLock::acquire(project, options.wait_s, interrupt);
    register_with_store(files, project);

    const std::string text = read_file(files, project.pipeline_file);
    const Document document = parse_yaml(text, project.shown(project.pipeline_file));
    DvcTranslation translation = translate_to_dvc(document.root);
    check_names(document, translation.wrong_names);
    DvcExchange exchange = write_translation(files, project, text, project.pipeline_file,
                                             std::move(translation), dvc.pipeline_file);

    Workspace workspace(project, planned, {}, world, &interrupt);
    DvcLockKeeper keeper(workspace, dvc, place, StopPoint(&interrupt, 1));
    for (const StageId stage : planned.graph.order()) {
        const std::string& name = planned.pipeline.stages[stage].name;
        const auto known = workspace.lock.stages.find(name);
        const bool taken = known != workspace.lock.stages.end() && keeper.take(stage, known->second.front());
        (taken ? exchange.up_to_date : exchange.out_of_date).push_back(name);
    }
    exchange.busy = keeper.write().busy;
    workspace.stat_cache.save();
    return exchange;
}

}  // namespace mlpipe
