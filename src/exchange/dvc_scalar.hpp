// A text as a scalar of YAML, in the style and with the line breaks that ruamel.yaml gives it.
#pragma once
#include <string_view>

#include "dvc_lines.hpp"

namespace mlpipe {

// Whether ruamel.yaml reads the plain text as something else than a text: a number, a flag, a date, nothing.
bool reads_as_other(std::string_view text);
// A key stays on one line.
void write_text(DvcLines& lines, std::string_view text, bool is_key);
// Written as it is: what is no text.
void write_plain(DvcLines& lines, std::string_view text, bool is_key);
// Too long for a key on the line of its value, or of several lines.
bool needs_question_mark(std::string_view key);

}  // namespace mlpipe
