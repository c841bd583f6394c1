// Bytes as lower-case hexadecimal digits and back, for digests of any length.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mlpipe {

template <std::size_t length>
std::string to_hexadecimal(const std::array<std::uint8_t, length>& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * length);
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

// Lower-case digits alone; nullopt for anything else, and for another length.
template <std::size_t length>
std::optional<std::array<std::uint8_t, length>> parse_hexadecimal(std::string_view text) {
    const auto nibble = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        return -1;
    };
    if (text.size() != 2 * length) return std::nullopt;
    std::array<std::uint8_t, length> bytes;
    for (std::size_t i = 0; i < length; ++i) {
        const int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return bytes;
}

}  // namespace mlpipe
