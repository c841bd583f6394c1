// Where a scalar begins and ends in the text of a YAML document.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace mlpipe::document {

// Past anchors and tags, to the first byte of the value itself.
std::size_t skip_properties(std::string_view text, std::size_t at);

// Past the quote that closes the one at `begin`; nullopt when none does.
std::optional<std::size_t> end_of_quoted(std::string_view text, std::size_t begin);

}  // namespace mlpipe::document
