#include "mlpipe/model/stage_file.hpp"

#include "mlpipe/base/path.hpp"

namespace mlpipe {

std::string shown_file(const Stage& stage, const std::string& shown) {
    return stage.file.empty() ? shown : path::join(path::parent(shown), stage.file);
}

std::string shown_file(const std::string& stage, const std::string& shown) {
    const std::string file = stage.substr(0, stage.find(':'));
    return path::name(file) == "dvc.yaml" ? path::join(path::parent(shown), file) : shown;
}

std::string name_in_file(const Stage& stage) {
    return stage.file.empty() ? stage.name : stage.name.substr(stage.file.size() + 1);
}

}  // namespace mlpipe
