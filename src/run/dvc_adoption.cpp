#include "dvc_adoption.hpp"

#include "dvc_evidence.hpp"
#include "dvc_takeover.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {

void adopt_from_dvc(Workspace& workspace, const RunOptions& options, const Interrupt& interrupt,
                    Reporter& reporter) {
    DvcEvidenceReader reader(workspace, options, &interrupt);
    DvcTakeover takeover(workspace, options.arguments, "taken over from dvc.lock");
    ExpectedContents expected;
    const PlannedPipeline& planned = workspace.planned;
    for (const StageId stage : planned.graph.order()) {
        const auto evidence = planned.selection.selected[stage] ? reader.find(stage) : std::nullopt;
        const auto record = evidence ? reader.look(stage, *evidence, expected) : std::nullopt;
        if (!record || !takeover.take(stage, *record, *evidence, &reader)) continue;
        for (const auto& output : evidence->absent)
            expected.emplace(output.path, content_of(*record, output.path));
    }
    const std::size_t taken = takeover.record();
    if (!reader.problem().empty())
        reporter.handle(
            RunNotice{RunNotice::Level::warning, "",
                      "dvc.lock cannot be read, so that nothing is taken over from it: " + reader.problem()});
    if (taken > 0)
        reporter.handle(RunNotice{RunNotice::Level::info, "",
                                  text::plural(taken, "stage") + " up to date by dvc.lock, taken over"});
}

}  // namespace mlpipe
