#include <array>

#include "mlpipe/base/text.hpp"

namespace mlpipe::text {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::string_view group = bytes.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = (bits << 8) | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= group.size() ? alphabet[(bits >> (18 - 6 * k)) & 63] : '=';
    }
    return text;
}

// Only the text that base64() makes: each byte string has one.
std::optional<std::string> parse_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::string_view group = text.substr(i, 4);
        if (i + 4 == text.size())
            while (group.size() > 2 && group.ends_with('=')) group.remove_suffix(1);
        std::uint32_t bits = 0;
        for (const char c : group) {
            const std::size_t digit = alphabet.find(c);
            if (digit == std::string_view::npos) return std::nullopt;
            bits = (bits << 6) | static_cast<std::uint32_t>(digit);
        }
        bits <<= 6 * (4 - group.size());
        for (std::size_t k = 0; k + 1 < group.size(); ++k)
            bytes += static_cast<char>((bits >> (16 - 8 * k)) & 255);
    }
    if (base64(bytes) != text) return std::nullopt;
    return bytes;
}

}  // namespace mlpipe::text
