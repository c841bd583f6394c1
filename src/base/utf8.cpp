#include "mlpipe/base/utf8.hpp"

#include <cstdio>

namespace mlpipe {

Utf8Character first_character(std::string_view bytes) {
    const auto byte_at = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
    };
    const std::uint32_t lead = byte_at(0);
    if (lead < 0x80) return {lead, 1};
    std::size_t length = 0;
    std::uint32_t code = 0, least = 0;
    if ((lead & 0xe0) == 0xc0) {
        length = 2, code = lead & 0x1f, least = 0x80;
    } else if ((lead & 0xf0) == 0xe0) {
        length = 3, code = lead & 0x0f, least = 0x800;
    } else if ((lead & 0xf8) == 0xf0) {
        length = 4, code = lead & 0x07, least = 0x10000;
    }
    if (length == 0 || bytes.size() < length) return {lead, 0};
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(i) & 0xc0) != 0x80) return {lead, 0};
        code = (code << 6) | (byte_at(i) & 0x3f);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < least || code > 0x10ffff || surrogate) return {lead, 0};
    return {code, length};
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = first_character(bytes).length;
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

bool must_be_escaped(const Utf8Character& character) {
    const std::uint32_t code = character.code;
    return character.length == 0 || code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x061c ||
           code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

std::string escaped(const Utf8Character& character) {
    if (character.code == '\n') return "\\n";
    if (character.code == '\r') return "\\r";
    if (character.code == '\t') return "\\t";
    const bool byte = character.length == 0 || character.code < 0x80;
    char text[16];
    std::snprintf(text, sizeof text, byte ? "\\x%02x" : "\\u{%04x}", static_cast<unsigned>(character.code));
    return text;
}

std::string printable(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const Utf8Character character = first_character(bytes);
        const std::size_t length = character.length == 0 ? 1 : character.length;
        if (must_be_escaped(character)) {
            text += escaped(character);
        } else {
            text.append(bytes.substr(0, length));
        }
        bytes.remove_prefix(length);
    }
    return text;
}

}  // namespace mlpipe
