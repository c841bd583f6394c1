// What a plain scalar means by YAML 1.2's core schema, and what an explicit tag makes of one. Knows no
// positions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/base/value.hpp"

namespace mlpipe::document {

// Of an unquoted scalar: null, boolean, integer, float, else the text itself.
Value resolve_plain(std::string_view text);

// Digits of a base up to sixteen, of any number, as decimal ones; nullopt where they are none.
std::optional<std::string> to_decimal(std::string_view digits, int base);

// A whole number with its sign: decimal, 0o17 or 0x1F, of any size.
std::optional<Integer> resolve_integer(std::string_view text);

// `tag` as yaml-cpp hands it over, e.g. "tag:yaml.org,2002:int". nullopt: the text is no such thing.
// `known` is false for a tag that the core schema lacks.
std::optional<Value> resolve_tagged(std::string_view tag, std::string_view text, bool& known);

}  // namespace mlpipe::document
