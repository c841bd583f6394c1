// Which stages a watch is about, and what its runs do.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/run/run.hpp"

namespace mlpipe::watch {

// Null: there is no such stage.
const Stage* find_stage(const Pipeline& pipeline, const std::string& name);

// Throws Error(usage) for a name that is no stage of kind monitor, and where there is none.
std::vector<std::string> watched_stages(const Pipeline& pipeline, const std::vector<std::string>& asked);

// The stages of kind ingest that a retraining does again: all that the options select, but for frozen ones.
std::vector<std::string> ingest_to_retrain(const FileSystem& files, const Project& project,
                                           const Pipeline& pipeline, const RunOptions& options);

// Those that a look does again: what the watched stages need otherwise than through training, which a look leaves as it is.
// Not frozen ones, nor those that say by `refresh` how often they are to be done.
std::vector<std::string> ingest_to_watch(const Project& project, const Pipeline& pipeline,
                                         const std::vector<std::string>& watched);

// Throws Error(usage) where a run of `target` deploys what the gates of some other stage judge, and would not wait for
// them.
void check_retraining(const FileSystem& files, const Project& project, const Pipeline& pipeline,
                      const std::string& target);

}  // namespace mlpipe::watch
