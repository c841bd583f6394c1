// The stages that one foreach or matrix makes: for each what is set for it, in DVC's order. Throws PipelineError with what is
// wrong with the lists and maps it goes through.
#pragma once
#include <string>
#include <vector>

#include "interpolation.hpp"

namespace mlpipe::templating {

struct Member {
    std::string key;  // of the name, after '@'
    VariablePointer item;
};

struct Group {
    std::vector<Member> members;
    bool sets_key = false;  // ${key} can be named
};

Group foreach_group(const Interpolation& interpolation, const Node& data);
Group matrix_group(const Interpolation& interpolation, const Node& data);

}  // namespace mlpipe::templating
