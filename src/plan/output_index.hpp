// Outputs by path, for questions about overlap in logarithmic time. For this room's .cpp files.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/plan/graph.hpp"

namespace mlpipe {

// Bytewise, but '/' comes first: what lies inside a directory follows it at once.
bool path_before(std::string_view left, std::string_view right);
// `path` is `directory` or inside it; both absolute and normalised.
bool is_within(std::string_view path, std::string_view directory);

using OutputIndex = std::vector<std::pair<std::string, StageId>>;

// Positions in the index whose path is `path`, contains it or lies inside it.
std::vector<std::size_t> overlapping(const OutputIndex& index, std::string_view path);

}  // namespace mlpipe
