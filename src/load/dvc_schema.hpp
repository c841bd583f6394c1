// Whether a dvc.yaml is written as DVC 3.67's schema asks (dvc/schema.py), before anything in it is resolved.
#pragma once
#include <array>
#include <string_view>

#include "mlpipe/document/node.hpp"
#include "problems.hpp"

namespace mlpipe::load {

// What only a pipeline.yaml says at its top.
inline constexpr std::array<std::string_view, 5> our_sections{"name", "env", "environment", "defaults",
                                                              "monitor"};

void check_dvc_schema(const Node& root, Problems& problems);

}  // namespace mlpipe::load
