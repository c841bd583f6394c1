// What is to be repeated: a recorded run, or the lock of a commit, with all that is known of it. Reads only.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "mlpipe/history/environment_changes.hpp"
#include "mlpipe/history/revision.hpp"
#include "mlpipe/model/pipeline.hpp"

namespace mlpipe {

struct RecordedStage {
    std::string name;
    Stage declared;
    bool succeeded = true;
    StageRecord record;  // empty for a stage that failed
};

struct Original {
    Revision revision;  // with a commit
    Pipeline pipeline;
    std::string run;      // id; empty where only a commit with a lock is known
    bool foreign = true;  // recorded by another clone than this, or by none that is known
    bool environment_known = false;
    SeenEnvironment environment;        // of the runs that made the results
    std::vector<RecordedStage> stages;  // to be repeated, in DAG order
    // With side effects or frozen: what others read of them is taken from the store.
    std::vector<RecordedStage> left_out;
};

// `stages`: these alone. Throws Error(usage) for a name that is neither run nor commit, a run without a
// commit, a commit without pipeline or lock, and for stages that it does not know.
Original find_original(Revisions& revisions, const std::string& commit,
                       const std::vector<std::string>& stages);

}  // namespace mlpipe
