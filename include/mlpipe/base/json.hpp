// JSON in and out, losing nothing: integers of any size stay integers, floats are written shortest-round-trip
// and always carry '.', 'e' or 'E'. Non-finite floats, which JSON lacks, are {"$float": "nan" | "inf" |
// "-inf"}. Bytes that are not UTF-8 inside a string throw Error(failed): callers encode such names first
// (`path_base64`).
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/base/value.hpp"

namespace mlpipe {

// `origin` names the text in errors ("<origin>:line:column: ..."). Duplicate keys and nesting over 100 are
// errors. Throws Error(pipeline).
Value parse_json(std::string_view text, std::string_view origin);

// One line, keys sorted by bytes, no blanks: equal values have equal text. The form that is hashed.
std::string canonical_json(const Value& value);

// For people and merges: two blanks an indent, keys in the order of the map, `first_indent` levels in.
std::string pretty_json(const Value& value, int first_indent = 0);

}  // namespace mlpipe
