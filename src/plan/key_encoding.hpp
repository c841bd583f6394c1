// The bytes of a stage key's fields, as docs/format.md describes them. For this room's .cpp files.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/base/value.hpp"

namespace mlpipe {

// Appends `<tag> <length>:<payload>\n`.
void append_field(std::string& text, std::string_view tag, std::string_view payload);
// Appends one field whose tag is the value's type.
void append_value(std::string& text, const Value& value);

}  // namespace mlpipe
