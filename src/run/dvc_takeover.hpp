// Stages that another tool, or another pipeline file, has brought up to date become the workspace's own: their outputs are
// stored, and what was taken over is one run, marked as accepted, for no command of ours made it. Main thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dvc_evidence.hpp"
#include "workspace.hpp"

namespace mlpipe {

class DvcTakeover {
  public:
    // `note`: of the run.
    DvcTakeover(Workspace& workspace, std::vector<std::string> arguments, std::string note);

    // Stores the outputs that `record` names; those that `evidence` has as absent come from DVC's cache. Then the record
    // stands in the workspace's lock. False, and nothing is taken over, where something is not as the record says, or the
    // evidence of `reader` (null: there is none) does not hold any more.
    bool take(StageId stage, StageRecord record, const DvcEvidence& evidence,
              const DvcEvidenceReader* reader);
    // What was taken, durably, as a run. How many stages that are.
    std::size_t record();

  private:
    RunRecord& run();
    bool store_outputs(const StageRecord& record, const DvcEvidence& evidence,
                       const DvcEvidenceReader* reader);
    std::optional<Reference> store_from_cache(const DvcEvidence::AbsentOutput& output,
                                              const DvcObjects& objects);
    Execution execution(StageId stage, StageRecord record);

    Workspace& workspace_;
    const std::vector<std::string> arguments_;
    const std::string note_;
    std::optional<RunRecord> run_;
    std::vector<Execution> executions_;
};

// Of the record's outputs the one at `path`; it must be there.
const Reference& content_of(const StageRecord& record, const std::string& path);

}  // namespace mlpipe
