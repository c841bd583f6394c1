// dvc.lock written as DVC writes it, byte for byte: what it says of a stage, and the file with some of its stages
// renewed. Pure; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/document/node.hpp"
#include "mlpipe/exchange/dvc_file.hpp"

namespace mlpipe {

// What DVC keeps of a stage that is up to date. Paths are those that the stage declares, as it declares them.
struct DvcStageState {
    std::string stage;  // as its dvc.yaml calls it
    Node command;       // `cmd` after templating: a string or a list
    std::vector<DvcArtifact> dependencies, outputs;
    Node parameters = Node::make_map({});  // from file to key to value
};

// `text`: the file as it is, empty where there is none yet; `file` names it in errors. Stages that are there keep their
// place, and their bytes where nothing has changed; new ones follow in the order given. Stages that are not given stay,
// comments too. A file that is laid out as DVC never lays it out is written anew as a whole, without comments. Throws
// PipelineError for what is no dvc.lock, as parse_dvc_lock does.
std::string format_dvc_lock(std::string_view text, const std::string& file,
                            const std::vector<DvcStageState>& states);

}  // namespace mlpipe
