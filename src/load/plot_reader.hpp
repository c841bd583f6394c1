// `plots` at the top of a pipeline file, in DVC's forms: paths or ids, alone or with settings, in a list or a map.
#pragma once
#include <vector>

#include "path_rules.hpp"
#include "problems.hpp"

namespace mlpipe::load {

std::vector<PlotDefinition> read_plots(const Node& node, Problems& problems, const PathRules& paths);

}  // namespace mlpipe::load
