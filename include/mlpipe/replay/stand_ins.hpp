// What stands in for the data of a pipeline under test: files of a folder that mirrors the pipeline's own. A file in
// place of a source is read instead of it; one in place of an output makes the stage that would make it unnecessary.
// Pure.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "mlpipe/model/pipeline.hpp"

namespace mlpipe {

struct StandIns {
    // Sources and outputs, as the pipeline names them, relative to its file. Each is replaced as a whole.
    std::set<std::string> paths;
    std::map<std::string, std::vector<std::string>> given;  // by stage: those that are outputs of it
};

// `files`: relative to `folder`, which is how messages name it; `shown` is the pipeline file's name there. Throws
// PipelineError with all of: a file that stands in for nothing that any stage reads or makes, and an output that
// somebody reads but nobody makes, since another output of its stage was given and this one was not.
StandIns find_stand_ins(const Pipeline& pipeline, const std::string& shown, const std::string& folder,
                        const std::vector<std::string>& files);

}  // namespace mlpipe
