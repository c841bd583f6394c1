#include "python_strings.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace mlpipe::document {
namespace {

constexpr int most_depth = 100;

bool has_letter(std::string_view prefix, char letter) {
    return prefix.find(letter) != std::string_view::npos ||
           prefix.find(static_cast<char>(letter - 'a' + 'A')) != std::string_view::npos;
}

bool is_formatted(std::string_view prefix) {
    return has_letter(prefix, 'f') || has_letter(prefix, 't');
}

bool is_name_part(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// Past the character behind a backslash; a line break is one, however it is written.
std::size_t past_escaped(std::string_view text, std::size_t backslash) {
    return backslash + (text.substr(backslash + 1, 2) == "\r\n" ? 3 : 2);
}

std::optional<std::size_t> end_of_string(std::string_view text, std::size_t at, int depth);

// One literal with its quotes.
class Ending {
  public:
    Ending(std::string_view text, std::string_view prefix, std::size_t quote, int depth)
        : text_(text), raw_(has_letter(prefix, 'r')), formatted_(is_formatted(prefix)), depth_(depth) {
        const std::string three(3, text[quote]);
        closing_ = text.substr(quote, 3) == three ? three : three.substr(0, 1);
        begin_ = quote + closing_.size();
    }

    std::optional<std::size_t> find() const {
        for (std::size_t at = begin_; at < text_.size();) {
            const char c = text_[at];
            if (c == '\\') {
                at = past_backslash(at);
            } else if (text_.substr(at, closing_.size()) == closing_) {
                return at + closing_.size();
            } else if (breaks_line(c)) {
                return std::nullopt;
            } else if (formatted_ && text_.substr(at, 2) == "{{") {
                at += 2;
            } else if (formatted_ && c == '{') {
                const auto end = end_of_field(at + 1, depth_);
                if (!end) return std::nullopt;
                at = *end;
            } else {
                ++at;
            }
        }
        return std::nullopt;
    }

  private:
    bool breaks_line(char c) const { return closing_.size() == 1 && (c == '\n' || c == '\r'); }

    std::size_t past_backslash(std::size_t at) const {
        if (!formatted_) return past_escaped(text_, at);
        if (!raw_ && text_.substr(at, 3) == "\\N{") return std::min(text_.find('}', at), text_.size());
        const char next = at + 1 < text_.size() ? text_[at + 1] : '\0';
        return next == '{' || next == '}' ? at + 1 : past_escaped(text_, at);
    }

    // Past the '}' of a replacement field whose expression begins at `at`.
    std::optional<std::size_t> end_of_field(std::size_t at, int depth) const {
        if (depth > most_depth) return std::nullopt;
        int brackets = 0;
        while (at < text_.size()) {
            const char c = text_[at];
            if (python_string_prefix(text_, at)) {
                const auto end = end_of_string(text_, at, depth + 1);
                if (!end) return std::nullopt;
                at = *end;
                continue;
            }
            if (is_name_part(c)) {
                while (at < text_.size() && is_name_part(text_[at])) ++at;
                continue;
            }
            if (c == '#') {
                at = std::min(text_.find('\n', at), text_.size());
                continue;
            }
            if (c == '}' && brackets == 0) return at + 1;
            if (c == ':' && brackets == 0) return end_of_format(at + 1, depth);
            if (c == '(' || c == '[' || c == '{') ++brackets;
            if (c == ')' || c == ']' || c == '}') --brackets;
            ++at;
        }
        return std::nullopt;
    }

    // What stands behind the ':' of a field is text again, with fields of its own.
    std::optional<std::size_t> end_of_format(std::size_t at, int depth) const {
        while (at < text_.size()) {
            const char c = text_[at];
            if (c == '}') return at + 1;
            if (breaks_line(c) || text_.substr(at, closing_.size()) == closing_) return std::nullopt;
            if (c != '{') {
                at = c == '\\' ? past_backslash(at) : at + 1;
                continue;
            }
            const auto end = end_of_field(at + 1, depth + 1);
            if (!end) return std::nullopt;
            at = *end;
        }
        return std::nullopt;
    }

    std::string_view text_;
    bool raw_, formatted_;
    int depth_;
    std::string closing_;
    std::size_t begin_ = 0;
};

std::optional<std::size_t> end_of_string(std::string_view text, std::size_t at, int depth) {
    const auto prefix = python_string_prefix(text, at);
    if (!prefix || depth > most_depth) return std::nullopt;
    return Ending(text, *prefix, at + prefix->size(), depth).find();
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) {
        byte(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            byte(0xE0 | code >> 12);
        } else {
            byte(0xF0 | code >> 18);
            byte(0x80 | (code >> 12 & 0x3F));
        }
        byte(0x80 | (code >> 6 & 0x3F));
    }
    byte(0x80 | (code & 0x3F));
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 16;
}

class Decoder {
  public:
    Decoder(std::string_view body, bool raw) : body_(body), raw_(raw) {}

    PythonString decode() {
        while (at_ < body_.size() && result_.problem.empty()) {
            const char c = body_[at_++];
            if (c == '\\' && !raw_ && at_ < body_.size())
                escape(body_[at_++]);
            else if (c != '\r')  // line breaks are line feeds, as Python reads a file
                result_.text += c;
        }
        return std::move(result_);
    }

  private:
    void escape(char c) {
        constexpr std::string_view letters = "\\'\"abfnrtv", meanings = "\\'\"\a\b\f\n\r\t\v";
        if (c == '\n') return;
        if (c == '\r') {
            ++at_;
            return;
        }
        if (const std::size_t found = letters.find(c); found != std::string_view::npos) {
            result_.text += meanings[found];
        } else if (digit_of(c) < 8) {
            --at_;
            append_utf8(result_.text, digits(8, 3).first);
        } else if (c == 'x') {
            code_point("\\x", 2);
        } else if (c == 'u') {
            code_point("\\u", 4);
        } else if (c == 'U') {
            code_point("\\U", 8);
        } else if (c == 'N') {
            result_.problem = "\\N{...} is not known here; write the character itself, or \\uXXXX";
        } else {
            result_.text += '\\';
            result_.text += c;
        }
    }

    void code_point(const std::string& escape, std::size_t length) {
        const auto [code, found] = digits(16, length);
        if (found < length)
            result_.problem = escape + " expects " + std::to_string(length) + " hexadecimal digits";
        else if (code > 0x10FFFF)
            result_.problem = escape + " names no character";
        else if (code >= 0xD800 && code < 0xE000)
            result_.problem = escape + " names half of a surrogate pair, which is no text; use \\UXXXXXXXX";
        else
            append_utf8(result_.text, code);
    }

    std::pair<std::uint32_t, std::size_t> digits(int base, std::size_t most) {
        std::uint32_t code = 0;
        std::size_t found = 0;
        for (; found < most && at_ < body_.size() && digit_of(body_[at_]) < base; ++found, ++at_)
            code = code * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit_of(body_[at_]));
        return {code, found};
    }

    std::string_view body_;
    bool raw_;
    std::size_t at_ = 0;
    PythonString result_;
};

}  // namespace

std::optional<std::string_view> python_string_prefix(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 12> prefixes{"",  "r",  "u",  "b", "br", "rb",
                                                        "f", "fr", "rf", "t", "tr", "rt"};
    std::string lower;
    for (std::size_t end = at; end < text.size() && end <= at + 2; ++end) {
        const char c = text[end];
        if (c == '"' || c == '\'') {
            if (std::find(prefixes.begin(), prefixes.end(), lower) == prefixes.end()) break;
            return text.substr(at, end - at);
        }
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return std::nullopt;
}

std::optional<std::size_t> end_of_python_string(std::string_view text, std::size_t at) {
    return end_of_string(text, at, 0);
}

PythonString read_python_string(std::string_view literal) {
    const std::string_view prefix = python_string_prefix(literal, 0).value_or("");
    if (is_formatted(prefix)) return {PythonString::Kind::formatted, {}, {}};
    if (has_letter(prefix, 'b')) return {PythonString::Kind::bytes, {}, {}};
    std::string_view body = literal.substr(prefix.size());
    const std::size_t quotes = body.size() >= 6 && body[1] == body[0] && body[2] == body[0] ? 3 : 1;
    body = body.substr(quotes, body.size() - 2 * quotes);
    return Decoder(body, has_letter(prefix, 'r')).decode();
}

}  // namespace mlpipe::document
