#include "dvc_adoption.hpp"

#include <algorithm>

#include "dvc_evidence.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/run/metric_values.hpp"
#include "output_storing.hpp"
#include "run_writing.hpp"

namespace mlpipe {
namespace {

class Adoption {
  public:
    Adoption(Workspace& workspace, const RunOptions& options, const Interrupt& interrupt)
        : workspace_(workspace), options_(options), evidence_(workspace, options, &interrupt) {}

    void take_over(StageId stage) {
        const auto evidence = evidence_.find(stage);
        auto record = evidence ? evidence_.look(stage, *evidence, expected_) : std::nullopt;
        if (!record || !store_outputs(*record, *evidence) || !evidence_.still_holds()) return;
        record->run = run().id;
        for (const auto& output : evidence->absent)
            expected_.emplace(output.path, content_of(*record, output.path));
        workspace_.lock.stages[workspace_.planned.pipeline.stages[stage].name].assign(1, *record);
        executions_.push_back(execution(stage, std::move(*record)));
    }

    void record() {
        if (executions_.empty()) return;
        run().instance = workspace_.lineage_for_writing().instance();
        record_at_once(workspace_, run(), executions_);
    }

    void tell(Reporter& reporter) const {
        const auto tell_one = [&](RunNotice::Level level, std::string text) {
            reporter.handle(RunNotice{level, "", std::move(text)});
        };
        if (!evidence_.problem().empty())
            tell_one(
                RunNotice::Level::warning,
                "dvc.lock cannot be read, so that nothing is taken over from it: " + evidence_.problem());
        if (!executions_.empty())
            tell_one(RunNotice::Level::info,
                     text::plural(executions_.size(), "stage") + " up to date by dvc.lock, taken over");
    }

  private:
    RunRecord& run() {
        if (!run_) {
            run_ = open_record(workspace_.project, workspace_.planned, options_.arguments, workspace_.world);
            run_->note = "taken over from dvc.lock";
        }
        return *run_;
    }

    static const Reference& content_of(const StageRecord& record, const std::string& path) {
        return std::find_if(record.outputs.begin(), record.outputs.end(),
                            [&](const ArtifactAt& output) { return output.path == path; })
            ->reference;
    }

    // False where something is no longer what the record says.
    bool store_outputs(const StageRecord& record, const DvcEvidence& evidence) {
        for (const OutputSpec& output : record.inputs.outputs) {
            const auto absent = std::find_if(evidence.absent.begin(), evidence.absent.end(),
                                             [&](const auto& one) { return one.path == output.path; });
            const auto stored = absent == evidence.absent.end()
                                    ? store_output(workspace_.store, workspace_.hasher,
                                                   workspace_.project.absolute(output.path), output)
                                    : store_from_cache(*absent);
            if (!stored || !stored->same_content(content_of(record, output.path))) return false;
        }
        return true;
    }

    // By way of a copy that nobody else writes to: what is stored is what was verified.
    std::optional<Reference> store_from_cache(const DvcEvidence::AbsentOutput& output) {
        FileSystem& files = workspace_.world.files;
        const std::string scratch = working_directory(files, workspace_.project);
        const std::string copy = path::join(scratch, unique_name("dvc-"));
        if (!evidence_.objects().check_out(output.hash, output.executable, copy, scratch))
            return std::nullopt;
        const Reference reference = workspace_.store.put(copy);
        files.remove_tree(copy);
        return reference;
    }

    Execution execution(StageId stage, StageRecord record) {
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

    Workspace& workspace_;
    const RunOptions& options_;
    DvcEvidenceReader evidence_;
    std::optional<RunRecord> run_;
    std::vector<Execution> executions_;
    ExpectedContents expected_;
};

}  // namespace

void adopt_from_dvc(Workspace& workspace, const RunOptions& options, const Interrupt& interrupt,
                    Reporter& reporter) {
    Adoption adoption(workspace, options, interrupt);
    const PlannedPipeline& planned = workspace.planned;
    for (const StageId stage : planned.graph.order())
        if (planned.selection.selected[stage]) adoption.take_over(stage);
    adoption.record();
    adoption.tell(reporter);
}

}  // namespace mlpipe
