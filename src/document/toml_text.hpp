// What can be said of a TOML text without parsing it.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace mlpipe::document {

// Past the string whose first quote is at `begin`; where none closes it, the end of its line or of the text.
std::size_t end_of_toml_string(std::string_view text, std::size_t begin);

// The first byte at which brackets, or the dots of one key, make more than `most_depth` levels.
std::optional<std::size_t> find_too_deep(std::string_view text, std::size_t most_depth);

}  // namespace mlpipe::document
