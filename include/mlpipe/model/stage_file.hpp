// In which file a stage stands. Pure.
#pragma once
#include <string>

#include "mlpipe/model/pipeline.hpp"

namespace mlpipe {

// As messages name it; `shown` is how they name the pipeline file.
std::string shown_file(const Stage& stage, const std::string& shown);
// The same by the stage's name, for who has no more.
std::string shown_file(const std::string& stage, const std::string& shown);
// The stage's name within its own file.
std::string name_in_file(const Stage& stage);

}  // namespace mlpipe
