// `dvc.lock`, schema 2.0: the commands, parameters and contents of the stages that DVC ran last. Reads tolerantly: keys
// that are not known mean nothing. Pure; any thread.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/exchange/dvc_file.hpp"
#include "mlpipe/model/stage_record.hpp"

namespace mlpipe {

struct DvcLockStage {
    // `cmd` as it was written: one string, whose lines DVC runs one by one, or a list.
    std::vector<std::string> command;
    bool command_is_list = false;
    std::vector<DvcArtifact> dependencies, outputs;  // paths relative to the stage's working directory
    std::vector<ParameterValue> parameters;          // one for each key; files likewise relative
};

struct DvcLock {
    std::map<std::string, DvcLockStage> stages;
};

// `file` names the text in errors. Throws PipelineError with each place, also for another schema.
DvcLock parse_dvc_lock(std::string_view text, const std::string& file);

}  // namespace mlpipe
