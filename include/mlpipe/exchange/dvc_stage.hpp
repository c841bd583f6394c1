// A stage of a dvc.yaml as it stands after templating, read for what DVC keeps of it in dvc.lock. Knows no schema beyond
// that: what is wrong with a stage is for `load` to say. Pure; any thread.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "mlpipe/document/node.hpp"

namespace mlpipe {

struct DvcStageDeclaration {
    struct Output {
        std::string path;
        bool cached = true;
    };
    Node command;                         // a string or a list
    std::string working_directory = ".";  // relative to the folder of the dvc.yaml
    // Paths as they are written: relative to the working directory.
    std::vector<std::string> dependencies;
    std::vector<Output> outputs;                                 // metrics and plots too
    std::map<std::string, std::vector<std::string>> parameters;  // keys by file; none: the whole file
};

// `resolved`: as resolved_stages() (load.hpp) has it.
DvcStageDeclaration read_dvc_stage(const Value& resolved);

// The parameters of a stage as dvc.lock has them: from file to key to value. `read` gives the root of a parameter file by
// its path as written. Keys that are not there are left out.
Node dvc_parameters(const DvcStageDeclaration& stage,
                    const std::function<const Node&(const std::string& file)>& read);

}  // namespace mlpipe
