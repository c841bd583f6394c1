#include "utf8.hpp"

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

}  // namespace mlpipe
