#include "text_check.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"

namespace mlpipe::document {
namespace {

constexpr const char* lone_carriage_return = "a carriage return that ends no line; use line feeds";

Diagnostic at(std::string_view text, std::size_t offset, const std::string& file, std::string message) {
    return {file, position_at(text, offset), std::move(message)};
}

std::size_t first_invalid(std::string_view text) {
    std::size_t offset = 0;
    while (offset < text.size()) {
        std::size_t length = 1;
        while (length <= 4 && !path::is_utf8(text.substr(offset, length))) ++length;
        if (length > 4) break;
        offset += length;
    }
    return offset;
}

}  // namespace

Position position_at(std::string_view text, std::size_t offset) {
    Position position{1, 1};
    for (const char c : text.substr(0, offset)) {
        position.column = c == '\n' ? 1 : position.column + 1;
        position.line += c == '\n' ? 1 : 0;
    }
    return position;
}

std::size_t offset_of(std::string_view text, Position position) {
    std::size_t offset = 0;
    for (std::uint32_t line = 1; line < position.line; ++line) offset = text.find('\n', offset) + 1;
    return std::min(offset + position.column - 1, text.size());
}

std::optional<Diagnostic> find_bad_encoding(std::string_view text, const std::string& file) {
    if (!path::is_utf8(text)) {
        const std::size_t offset = first_invalid(text);
        return at(
            text, offset, file,
            "not UTF-8 at byte " + path::printable(text.substr(offset, 1)) + "; save the file as UTF-8");
    }
    for (std::size_t i = text.find('\r'); i != std::string_view::npos; i = text.find('\r', i + 1))
        if (text.substr(i, 2) != "\r\n") return at(text, i, file, lone_carriage_return);
    return std::nullopt;
}

std::optional<Diagnostic> find_bad_byte(std::string_view text, const std::string& file) {
    if (auto bad = find_bad_encoding(text, file)) return bad;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != 0x7F) continue;
        if (c == '\n' || c == '\t' || c == '\r') continue;
        return at(text, i, file,
                  "a control character, " + path::printable(text.substr(i, 1)) +
                      "; inside double quotes it can be written as an escape");
    }
    return std::nullopt;
}

std::string_view without_mark(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return text;
}

}  // namespace mlpipe::document
