// What a folder of tests says: which parameters differ, and which data stand in for others.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/load/parameter_overlay.hpp"
#include "mlpipe/model/pipeline.hpp"
#include "mlpipe/replay/stand_ins.hpp"
#include "mlpipe/run/project.hpp"

namespace mlpipe {

struct TestOverlay {
    std::map<std::string, OverlaidParameters> parameters;  // by file, relative to the pipeline file
    StandIns data;
    std::string data_directory;  // absolute
    bool empty() const { return parameters.empty() && data.paths.empty(); }
};

// `tests`: absolute. Reads there and in the project, and checks all before anything is done. Throws PipelineError.
TestOverlay read_overlay(const FileSystem& files, const Project& project, const Pipeline& pipeline,
                         const std::string& tests);

}  // namespace mlpipe
