// One value in the text of a TOML or Python file replaced by another, with comments, layout and all other bytes
// kept. For a single value as a person writes it, in files of all kinds, there is replace_scalar (node.hpp).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/value.hpp"

namespace mlpipe {

// The text with `value`, maybe a list or a map, at these keys, one within the other. Throws PipelineError where they
// are not there, where what stands there is not written as one value (a table below its own header, a class), and
// where the format has no such value (null in TOML).
std::string replace_value(std::string_view text, const std::string& file,
                          const std::vector<std::string>& keys, const Value& value);

}  // namespace mlpipe
