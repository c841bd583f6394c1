// Keys of Python's dicts and items of its sets: which of them are the same, and how they are named in a map.
#pragma once
#include <string>

#include "mlpipe/document/node.hpp"

namespace mlpipe::document {

// The same for what Python holds to be equal: 1, 1.0 and True are.
std::string python_identity(const Node& node);

// A string as it is, a number in decimal digits, anything else as it is written.
std::string python_key_text(const Node& node);

}  // namespace mlpipe::document
