// UTF-8, strictly (no overlong forms, no surrogates, nothing above U+10FFFF), and bytes of any kind made
// harmless: for messages, where a name could otherwise move the cursor or forge a line. Knows no terminal.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mlpipe {

struct Utf8Character {
    std::uint32_t code = 0;  // of what is not UTF-8, its byte
    std::size_t length = 0;  // bytes; 0: not UTF-8
};

// `bytes` must not be empty.
Utf8Character first_character(std::string_view bytes);
bool is_utf8(std::string_view bytes);

// Not UTF-8, or what changes how the text around it is shown: control characters, separators of lines,
// bidirectional marks.
bool must_be_escaped(const Utf8Character& character);
// \n, \t, \r, \xNN or \u{NNNN}.
std::string escaped(const Utf8Character& character);

// All that must be escaped is, the rest stays.
std::string printable(std::string_view bytes);

}  // namespace mlpipe
