// The stage, and its run, in which mlpipe was called.
#pragma once
#include <string>

#include "mlpipe/run/project.hpp"

namespace mlpipe::cli {

class Context;

struct CallingStage {
    std::string run, stage;  // both "": called by a person, or by a stage of another project
};
CallingStage calling_stage(const Project& project, const Context& context);

}  // namespace mlpipe::cli
