#include "toml_text.hpp"

#include <algorithm>
#include <string>

namespace mlpipe::document {

std::size_t end_of_toml_string(std::string_view text, std::size_t begin) {
    const char quote = text[begin];
    const std::string three(3, quote);
    const bool multiline = text.substr(begin, 3) == three;
    for (std::size_t at = begin + (multiline ? 3 : 1); at < text.size(); ++at) {
        if (!multiline && text[at] == '\n') return at;
        if (quote == '"' && text[at] == '\\') {
            ++at;
        } else if (!multiline && text[at] == quote) {
            return at + 1;
        } else if (multiline && text.substr(at, 3) == three) {
            // Up to two quotes may stand before the three that close it.
            at += 3;
            for (int more = 0; more < 2 && at < text.size() && text[at] == quote; ++more) ++at;
            return at;
        }
    }
    return text.size();
}

std::optional<std::size_t> find_too_deep(std::string_view text, std::size_t most_depth) {
    std::size_t brackets = 0, dots = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '#') {
            at = std::min(text.find('\n', at), text.size());
            continue;
        }
        if (c == '"' || c == '\'') {
            at = end_of_toml_string(text, at);
            continue;
        }
        if (c == '[' || c == '{') ++brackets;
        if ((c == ']' || c == '}') && brackets > 0) --brackets;
        if (c == '.') ++dots;
        if (std::string_view("[]{},=\n").find(c) != std::string_view::npos) dots = 0;
        if (brackets > most_depth || dots >= most_depth) return at;
        ++at;
    }
    return std::nullopt;
}

}  // namespace mlpipe::document
