// Whether bytes are text that a document may consist of, and where they are not.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/base/diagnostic.hpp"

namespace mlpipe::document {

Position position_at(std::string_view text, std::size_t offset);
// The other way round, for a position that was found in this text.
std::size_t offset_of(std::string_view text, Position position);

// The first byte that is not UTF-8, or else a carriage return that ends no line.
std::optional<Diagnostic> find_bad_encoding(std::string_view text, const std::string& file);

// These, or a control character.
std::optional<Diagnostic> find_bad_byte(std::string_view text, const std::string& file);

// Without the byte order mark that some editors put in front.
std::string_view without_mark(std::string_view text);

}  // namespace mlpipe::document
