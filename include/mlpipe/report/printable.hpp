// Bytes made safe and measurable for a terminal. Names, and the lines that stages write, are bytes of any
// kind; what leaves these functions is UTF-8 without a control character, so that it can neither move the
// cursor nor colour, reorder or hide what stands around it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "mlpipe/base/utf8.hpp"  // printable(): for names and other single values

namespace mlpipe {

// For the output of stages: whole escape sequences (colours, titles, cursor movement) are dropped, tabs
// become blanks up to the next multiple of eight, the rest is as above.
std::string printable_line(std::string_view bytes);
// For messages of several lines: line ends stay, the rest is as `printable`.
std::string printable_text(std::string_view bytes);

// Columns, of printable text: wide East Asian characters count two, combining ones none.
std::size_t display_width(std::string_view printable);
// At most `width` columns, ending in "…" where something was cut. 0 cuts nothing.
std::string cut(std::string_view printable, std::size_t width);
// Filled with blanks to `width` columns; longer text stays as it is.
std::string pad(std::string_view printable, std::size_t width);
std::string pad_left(std::string_view printable, std::size_t width);

}  // namespace mlpipe
