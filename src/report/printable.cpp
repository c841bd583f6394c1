#include "mlpipe/report/printable.hpp"

namespace mlpipe {
namespace {

enum class LineEnds { escape, keep };

bool is_combining(std::uint32_t code) {
    return (code >= 0x0300 && code <= 0x036f) || (code >= 0x200b && code <= 0x200d) ||
           (code >= 0x20d0 && code <= 0x20ff) || (code >= 0xfe00 && code <= 0xfe0f);
}

bool is_wide(std::uint32_t code) {
    return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0x303e) ||
           (code >= 0x3041 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) ||
           (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) ||
           (code >= 0xff00 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) ||
           (code >= 0x1f300 && code <= 0x1f64f) || (code >= 0x1f680 && code <= 0x1f6ff) ||
           (code >= 0x1f900 && code <= 0x1f9ff) || (code >= 0x20000 && code <= 0x3fffd);
}

std::size_t columns_of(std::uint32_t code) {
    return is_combining(code) ? 0 : is_wide(code) ? 2 : 1;
}

// As `printable`, but tabs become blanks.
std::string lines_made_printable(std::string_view bytes, LineEnds ends) {
    std::string text;
    text.reserve(bytes.size());
    std::size_t column = 0;
    while (!bytes.empty()) {
        const Utf8Character character = first_character(bytes);
        const std::size_t length = character.length == 0 ? 1 : character.length;
        if (character.code == '\n' && ends == LineEnds::keep) {
            text += '\n';
            column = 0;
        } else if (character.code == '\t') {
            const std::size_t blanks = 8 - column % 8;
            text.append(blanks, ' ');
            column += blanks;
        } else if (must_be_escaped(character)) {
            const std::string escape = escaped(character);
            text += escape;
            column += escape.size();
        } else {
            text.append(bytes.substr(0, length));
            column += columns_of(character.code);
        }
        bytes.remove_prefix(length);
    }
    return text;
}

// How many bytes the escape sequence at the start of `bytes` (an ESC) takes; 0 when it is not a whole one.
std::size_t escape_sequence_length(std::string_view bytes) {
    if (bytes.size() < 2) return 0;
    const char kind = bytes[1];
    if (kind == '[') {
        for (std::size_t i = 2; i < bytes.size(); ++i) {
            const auto byte = static_cast<unsigned char>(bytes[i]);
            if (byte >= 0x40 && byte <= 0x7e) return i + 1;
            if (byte < 0x20 || byte > 0x3f) return 0;
        }
        return 0;
    }
    if (kind == ']' || kind == 'P' || kind == '^' || kind == '_' || kind == 'X') {
        for (std::size_t i = 2; i < bytes.size(); ++i) {
            if (bytes[i] == '\a') return i + 1;
            if (bytes[i] == '\x1b') return i + 1 < bytes.size() && bytes[i + 1] == '\\' ? i + 2 : 0;
        }
        return 0;
    }
    std::size_t i = 1;  // ESC, intermediates, one final byte
    while (i < bytes.size() && bytes[i] >= 0x20 && bytes[i] <= 0x2f) ++i;
    if (i < bytes.size() && bytes[i] >= 0x30 && bytes[i] <= 0x7e) return i + 1;
    return 0;
}

std::string filled(std::size_t used, std::size_t width) {
    return std::string(width > used ? width - used : 0, ' ');
}

}  // namespace

std::string printable_text(std::string_view bytes) {
    return lines_made_printable(bytes, LineEnds::keep);
}

std::string printable_line(std::string_view bytes) {
    if (bytes.find('\x1b') == std::string_view::npos) return lines_made_printable(bytes, LineEnds::escape);
    std::string without;
    while (!bytes.empty()) {
        const std::size_t length = bytes.front() == '\x1b' ? escape_sequence_length(bytes) : 0;
        if (length == 0) without += bytes.front();
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return lines_made_printable(without, LineEnds::escape);
}

std::size_t display_width(std::string_view printable) {
    std::size_t width = 0;
    while (!printable.empty()) {
        const auto [code, length] = first_character(printable);
        width += columns_of(code);
        printable.remove_prefix(length == 0 ? 1 : length);
    }
    return width;
}

std::string cut(std::string_view printable, std::size_t width) {
    if (width == 0 || printable.size() <= width) return std::string(printable);
    std::size_t used = 0, kept = 0;  // `kept`: bytes that leave a column for the mark
    for (std::size_t at = 0; at < printable.size();) {
        const auto [code, length] = first_character(printable.substr(at));
        used += columns_of(code);
        at += length == 0 ? 1 : length;
        if (used > width) return std::string(printable.substr(0, kept)) + "…";
        if (used < width) kept = at;
    }
    return std::string(printable);
}

std::string pad(std::string_view printable, std::size_t width) {
    return std::string(printable) + filled(display_width(printable), width);
}

std::string pad_left(std::string_view printable, std::size_t width) {
    return filled(display_width(printable), width) + std::string(printable);
}

}  // namespace mlpipe
