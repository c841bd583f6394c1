// A value as TOML and Python write it, on one line.
#pragma once
#include <optional>
#include <string>

#include "mlpipe/base/value.hpp"
#include "mlpipe/document/node.hpp"

namespace mlpipe::document {

// Why the format cannot hold the value, or what is in it, as the end of a sentence ("JSON has no such number").
std::optional<std::string> unwritable(DocumentFormat format, const Value& value);

// Of a value that can be written.
std::string toml_literal(const Value& value);
std::string python_literal(const Value& value);

}  // namespace mlpipe::document
