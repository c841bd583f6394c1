// String literals of Python: where they end, and what they stand for.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mlpipe::document {

// Of the literal that begins at `at`: the letters before its quote; nullopt where no string begins.
std::optional<std::string_view> python_string_prefix(std::string_view text, std::size_t at);

// Past the literal that begins at `at`, with its prefix. An f-string may hold others in its braces, with the same
// quotes too, as of Python 3.12. nullopt: it is never closed, or f-strings are nested more than 100 deep.
std::optional<std::size_t> end_of_python_string(std::string_view text, std::size_t at);

struct PythonString {
    enum class Kind { text, bytes, formatted };
    Kind kind = Kind::text;
    std::string text;     // of a text: what it stands for
    std::string problem;  // why it cannot be told
};

// One literal as a whole, prefix and quotes included.
PythonString read_python_string(std::string_view literal);

}  // namespace mlpipe::document
