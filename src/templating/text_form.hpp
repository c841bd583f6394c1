// How a value stands inside a longer text, byte for byte as DVC, that is Python, writes it.
#pragma once
#include <optional>
#include <string>

#include "mlpipe/templating/template.hpp"
#include "variable.hpp"

namespace mlpipe::templating {

// true and false, None for null, numbers as Python prints them.
std::string text_form(const Value& scalar);
// The same, but True and False: what Python's str() says.
std::string python_text(const Value& scalar);
// A list or a map as Python prints it.
std::string python_text(const Variable& collection);

// "--name value --flag", maps in it flattened ("--a.b 1"). nullopt, and `problem` says why, where a list holds lists or maps
// or two arguments would have one name.
std::optional<std::string> command_arguments(const Variable& map, const ArgumentStyle& style,
                                             std::string& problem);

}  // namespace mlpipe::templating
