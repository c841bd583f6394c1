#include "run_writing.hpp"

#include <random>
#include <string_view>
#include <unordered_set>

#include "mlpipe/base/json.hpp"
#include "mlpipe/run/environment_probe.hpp"

namespace mlpipe {

RunRecord open_record(const Project& project, const PlannedPipeline& planned,
                      const std::vector<std::string>& arguments, const World& world) {
    RunRecord record;
    record.started_ns = world.clock.now_ns();
    record.id = make_run_id(record.started_ns, std::random_device{}());
    record.pipeline = planned.pipeline.name;
    record.pipeline_file = project.shown(project.pipeline_file);
    record.arguments = arguments;
    record.machine = probe_machine(world.files);
    return record;
}

void write_lock(const Project& project, const PlannedPipeline& planned, Workspace& workspace, LockFile lock) {
    std::unordered_set<std::string_view> known;
    for (const Stage& stage : planned.pipeline.stages) known.insert(stage.name);
    std::erase_if(lock.stages, [&](const auto& entry) { return !known.contains(entry.first); });
    const std::string text = format_lock(lock, &workspace.hash_pool);
    if (text == workspace.lock_text || (lock.stages.empty() && workspace.lock_text.empty())) return;
    write_file_atomically(workspace.world.files, project.pipeline_lock_file(), text, Durability::synced, 0644,
                          working_directory(workspace.world.files, project));
}

void record_at_once(Workspace& workspace, RunRecord& run, const std::vector<Execution>& executions) {
    workspace.store.sync();
    for (const Execution& execution : executions)
        if (execution.record)
            workspace.store.put_record(execution.record->key, canonical_json(to_value(*execution.record)));
    workspace.store.sync();
    Lineage& lineage = workspace.lineage_for_writing();
    lineage.begin_run(run);
    const std::vector<ExecutionId> ids = lineage.begin_executions(run.id, executions);
    std::vector<Lineage::Finished> finished;
    for (std::size_t i = 0; i < ids.size(); ++i)
        finished.push_back({ids[i], executions[i], nullptr, nullptr});
    lineage.finish_executions(finished);
    run.executions = executions;
    run.status = RunStatus::succeeded;
    run.finished_ns = workspace.world.clock.now_ns();
    lineage.finish_run(run);
}

}  // namespace mlpipe
