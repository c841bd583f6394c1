// What a run would do, without doing it: the same decisions from the same facts. Writes nothing but the stat
// cache.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/decision.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe {

struct StageStatus {
    std::string stage;
    Decision decision;
    bool accepted = false;  // skipped on the strength of an accepted record
};

// What is damaged in the lock file, block by block: such blocks count as absent.
std::vector<std::string> lock_warnings(const Project& project, const FileSystem& files);

// In DAG order, selected stages only.
std::vector<StageStatus> status(const Project& project, const RunOptions& options, World& world);
// The targets of `options` alone, as a run that does not name them would decide: what `when:` holds back
// stays held.
std::vector<StageStatus> explain(const Project& project, const RunOptions& options, World& world);

}  // namespace mlpipe
