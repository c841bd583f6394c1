// Where two contents differ, for people: values of JSON and YAML by their address, cells of CSV and TSV by
// row and column, lines of other text, else the first byte.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/replay/reproduce.hpp"

namespace mlpipe {

// The first few places, a line each. `path` tells the format by its ending.
std::vector<std::string> first_differences(const std::string& path, std::string_view recorded,
                                           std::string_view reproduced);

// Whether two documents (JSON, YAML) have the same shape and the same values, numbers within the tolerance.
// NaN is within any tolerance of NaN. False for what is neither JSON nor YAML.
bool equal_within(const std::string& path, std::string_view recorded, std::string_view reproduced,
                  const Tolerance& tolerance);

}  // namespace mlpipe
