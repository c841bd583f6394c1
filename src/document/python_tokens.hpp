// The words of a Python text: names, numbers, strings and operators, and what its lines and their indentation say.
// Knows nothing of statements.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"

namespace mlpipe::document {

struct PythonToken {
    enum class Kind { name, number, string, operation, newline, indent, dedent, end };
    Kind kind = Kind::end;
    std::string_view text;  // of the source; empty for indent, dedent and end
    Position position;

    bool is(std::string_view operation) const { return kind == Kind::operation && text == operation; }
    bool is_name(std::string_view name) const { return kind == Kind::name && text == name; }
};

// Comments, empty lines and breaks inside brackets are left out, every line that says something ends with a newline,
// indents and dedents match, and the last token is `end`. Throws PipelineError at the first of: what is not UTF-8, an
// unclosed string or bracket, a character or number that Python does not have, an indentation that fits no block.
std::vector<PythonToken> python_tokens(std::string_view text, const std::string& file);

// Bytes of the number that `text` begins with; 0 where it is none of Python's.
std::size_t python_number_length(std::string_view text);

}  // namespace mlpipe::document
