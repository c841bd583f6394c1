#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>

#include "rules.hpp"

namespace mlpipe::architecture {
namespace {

// Where what begins at `at` ends: a comment, a literal, or nothing of the kind (then `at` itself).
std::size_t end_of_line_comment(std::string_view text, std::size_t at) {
    const std::size_t end = text.find('\n', at);
    return end == std::string_view::npos ? text.size() : end;
}

std::size_t end_after(std::string_view text, std::size_t from, std::string_view mark) {
    const std::size_t end = text.find(mark, from);
    return end == std::string_view::npos ? text.size() : end + mark.size();
}

std::size_t end_of_literal(std::string_view text, std::size_t at) {
    const char quote = text[at];
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == quote || text[i] == '\n') {
            return i + 1;
        }
    }
    return text.size();
}

std::size_t end_of_raw_literal(std::string_view text, std::size_t quote) {
    const std::size_t open = text.find('(', quote);
    if (open == std::string_view::npos) return text.size();
    const std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
    return end_after(text, open, close);
}

std::size_t end_of_opaque(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.substr(0, 2) == "//") return end_of_line_comment(text, at);
    if (rest.substr(0, 2) == "/*") return end_after(text, at + 2, "*/");
    if (rest.substr(0, 2) == "R\"") return end_of_raw_literal(text, at + 1);
    if (rest.front() == '"') return end_of_literal(text, at);
    // 1'000 has no character literal in it.
    const bool digits = at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
    if (rest.front() == '\'' && !digits) return end_of_literal(text, at);
    return at;
}

}  // namespace

std::string code_of(std::string_view text) {
    std::string code;
    code.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = end_of_opaque(text, at);
        if (end == at) {
            code += text[at++];
            continue;
        }
        for (; at < end; ++at) code += text[at] == '\n' ? '\n' : ' ';
    }
    return code;
}

}  // namespace mlpipe::architecture
