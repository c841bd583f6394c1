#include "dvc_takeover.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"
#include "mlpipe/run/metric_values.hpp"
#include "output_storing.hpp"
#include "run_writing.hpp"

namespace mlpipe {

DvcTakeover::DvcTakeover(Workspace& workspace, std::vector<std::string> arguments, std::string note)
    : workspace_(workspace), arguments_(std::move(arguments)), note_(std::move(note)) {}

RunRecord& DvcTakeover::run() {
    if (!run_) {
        run_ = open_record(workspace_.project, workspace_.planned, arguments_, workspace_.world);
        run_->note = note_;
    }
    return *run_;
}

const Reference& content_of(const StageRecord& record, const std::string& path) {
    return std::find_if(record.outputs.begin(), record.outputs.end(),
                        [&](const ArtifactAt& output) { return output.path == path; })
        ->reference;
}

bool DvcTakeover::take(StageId stage, StageRecord record, const DvcEvidence& evidence,
                       const DvcEvidenceReader* reader) {
    if (!store_outputs(record, evidence, reader) || (reader && !reader->still_holds())) return false;
    record.run = run().id;
    workspace_.lock.stages[workspace_.planned.pipeline.stages[stage].name].assign(1, record);
    executions_.push_back(execution(stage, std::move(record)));
    return true;
}

std::size_t DvcTakeover::record() {
    if (executions_.empty()) return 0;
    run().instance = workspace_.lineage_for_writing().instance();
    record_at_once(workspace_, run(), executions_);
    return executions_.size();
}

// False where something is no longer what the record says.
bool DvcTakeover::store_outputs(const StageRecord& record, const DvcEvidence& evidence,
                                const DvcEvidenceReader* reader) {
    for (const OutputSpec& output : record.inputs.outputs) {
        const auto absent = std::find_if(evidence.absent.begin(), evidence.absent.end(),
                                         [&](const auto& one) { return one.path == output.path; });
        const auto stored = absent == evidence.absent.end()
                                ? store_output(workspace_.store, workspace_.hasher,
                                               workspace_.project.absolute(output.path), output)
                                : store_from_cache(*absent, reader->objects());
        if (!stored || !stored->same_content(content_of(record, output.path))) return false;
    }
    return true;
}

// By way of a copy that nobody else writes to: what is stored is what was verified.
std::optional<Reference> DvcTakeover::store_from_cache(const DvcEvidence::AbsentOutput& output,
                                                       const DvcObjects& objects) {
    FileSystem& files = workspace_.world.files;
    const std::string scratch = working_directory(files, workspace_.project);
    const std::string copy = path::join(scratch, unique_name("dvc-"));
    if (!objects.check_out(output.hash, output.executable, copy, scratch)) return std::nullopt;
    const Reference reference = workspace_.store.put(copy);
    files.remove_tree(copy);
    return reference;
}

Execution DvcTakeover::execution(StageId stage, StageRecord record) {
    Execution execution;
    execution.stage = workspace_.planned.pipeline.stages[stage].name;
    execution.status = ExecutionStatus::skipped;
    execution.reason = record.accepted->why;
    execution.key = record.key;
    execution.started_ns = execution.finished_ns = run().started_ns;
    execution.accepted = true;
    for (const OutputSpec& output : record.inputs.outputs)
        if (output.role == OutputRole::metric)
            add_metrics(workspace_.world.files, workspace_.project.absolute(output.path), output.path,
                        execution.metrics);
    execution.record = std::move(record);
    return execution;
}

}  // namespace mlpipe
