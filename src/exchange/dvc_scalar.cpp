#include "dvc_scalar.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>

#include "mlpipe/base/pattern.hpp"
#include "mlpipe/base/utf8.hpp"

namespace mlpipe {
namespace {

using Text = std::u32string_view;

// Of the 127 characters that ruamel.yaml allows, its tag takes five ("!!str").
constexpr std::size_t longest_simple_key = 122;

std::u32string decode(std::string_view text) {
    std::u32string decoded;
    while (!text.empty()) {
        const Utf8Character character = first_character(text);
        decoded += static_cast<char32_t>(character.code);
        text.remove_prefix(std::max<std::size_t>(character.length, 1));
    }
    return decoded;
}

bool is_break(char32_t c) {
    return c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool is_white(char32_t c) {
    return c == 0 || c == ' ' || c == '\t' || c == '\r' || is_break(c);
}

bool is_printable(char32_t c) {
    return (c >= 0x20 && c <= 0x7E) || (c >= 0xA0 && c <= 0xD7FF) ||
           (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF) || (c >= 0x10000 && c <= 0x10FFFF);
}

bool has(std::string_view set, char32_t c) {
    return c < 0x80 && c != 0 && set.find(static_cast<char>(c)) != set.npos;
}

// What in the text rules out a style.
struct Analysis {
    bool indicators = false, several_lines = false, special = false, ends_blank = false;
    bool break_then_space = false, space_then_break = false;

    bool may_be_plain() const {
        return !indicators && !several_lines && !special && !ends_blank && !break_then_space &&
               !space_then_break;
    }
    bool may_be_single_quoted() const { return !special && !break_then_space && !space_then_break; }
};

Analysis analyse(Text text) {
    Analysis found;
    found.indicators = text.starts_with(U"---") || text.starts_with(U"...");
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        const bool white_follows = i + 1 == text.size() || is_white(text[i + 1]);
        if (i == 0)
            found.indicators |= has("#,[]{}&*!|>'\"%@`", c) || (has("?:-", c) && white_follows);
        else
            found.indicators |= (c == ':' && white_follows) || (c == '#' && is_white(text[i - 1]));
        const bool breaks = is_break(c);
        found.several_lines |= breaks;
        found.special |= c != '\n' && c != 0x85 && !is_printable(c);
        found.ends_blank |= (c == ' ' || breaks) && (i == 0 || i + 1 == text.size());
        if (i == 0) continue;
        found.break_then_space |= c == ' ' && is_break(text[i - 1]);
        found.space_then_break |= breaks && text[i - 1] == ' ';
    }
    return found;
}

void write_words(DvcLines& lines, Text text, bool is_key) {
    if (text.empty()) return;
    lines.separate();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t word = text.find_first_of(U' ', at);
        if (word == at) {
            const std::size_t end = std::min(text.find_first_not_of(U' ', at), text.size());
            if (end == at + 1 && lines.column() >= DvcLines::width && !is_key) {
                lines.start_line();
                lines.leave_blank();
            } else {
                lines.write(text.substr(at, end - at));
            }
            at = end;
            continue;
        }
        const Text letters = text.substr(at, word == text.npos ? word : word - at);
        // A word that is longer than a line has one of its own.
        if (lines.column() + letters.size() > DvcLines::width && lines.column() > lines.indent())
            lines.start_line();
        lines.write(letters);
        at += letters.size();
    }
}

void write_single_quoted(DvcLines& lines, Text text, bool is_key) {
    lines.indicator("'", true);
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = text[at];
        std::size_t end = at;
        if (c == ' ') {
            end = std::min(text.find_first_not_of(U' ', at), text.size());
            if (end == at + 1 && lines.column() > DvcLines::width && !is_key && at != 0 && end != text.size())
                lines.start_line();
            else
                lines.write(text.substr(at, end - at));
        } else {
            while (end < text.size() && text[end] != ' ') ++end;
            lines.write(text.substr(at, end - at));
        }
        at = end;
    }
    lines.indicator("'", false);
}

std::u32string escape(char32_t c) {
    constexpr std::string_view plain("\a\b\t\n\v\f\r\x1b\"\\", 10), names("abtnvfre\"\\", 10);
    if (c == 0) return U"\\0";
    if (c == 0x85) return U"\\N";
    if (c == 0xA0) return U"\\_";
    if (c == 0x2028) return U"\\L";
    if (c == 0x2029) return U"\\P";
    if (has(plain, c)) return {U'\\', static_cast<char32_t>(names[plain.find(static_cast<char>(c))])};
    char buffer[16];
    const char* form = c <= 0xFF ? "\\x%02X" : c <= 0xFFFF ? "\\u%04X" : "\\U%08X";
    std::snprintf(buffer, sizeof buffer, form, static_cast<unsigned>(c));
    return decode(buffer);
}

// Of a text between double quotes, which may go on in the next line: at a blank, or after what had to be escaped.
class DoubleQuoted {
  public:
    DoubleQuoted(DvcLines& lines, Text text, bool is_key) : lines_(lines), text_(text), is_key_(is_key) {}

    void write() {
        lines_.indicator("\"", true);
        for (std::size_t end = 0; end <= text_.size(); ++end) {
            const bool at_end = end == text_.size();
            if (at_end || must_escape(text_[end])) {
                write_up_to(end);
                if (!at_end) {
                    lines_.write(escape(text_[end]));
                    start_ = end + 1;
                }
            }
            if (may_break(end)) break_line(end);
        }
        lines_.indicator("\"", false);
    }

  private:
    static bool must_escape(char32_t c) {
        return c == '"' || c == '\\' || c == 0x2028 || c == 0x2029 || !is_printable(c);
    }

    void write_up_to(std::size_t end) {
        if (start_ >= end) return;
        lines_.write(text_.substr(start_, end - start_));
        start_ = end;
    }

    bool may_break(std::size_t end) const {
        if (is_key_ || end == 0 || end + 1 >= text_.size()) return false;
        return (text_[end] == ' ' || start_ >= end) && lines_.column() + end > DvcLines::width + start_;
    }

    // A backslash keeps the blank that a line break would stand for from being read twice. ruamel.yaml leaves it out
    // where the next word is followed by a single blank and holds no quotes.
    bool needs_backslash(std::size_t end) const {
        const std::size_t space = text_.find(U' ', end);
        if (space == text_.npos) return true;
        const std::size_t line_end = text_.substr(0, space).find(U'\n', end);
        const std::size_t stop = line_end == text_.npos ? space : line_end;
        if (stop + 1 >= text_.size()) return true;
        const char32_t next = text_[stop + 1];
        if (text_[stop] == '\n' && next != ' ') return true;
        const Text word = text_.substr(end, stop - end);
        return word.find_first_of(U"\"'") != word.npos || next == ' ' || next == '\n' ||
               text_.substr(end - 1, 2) == U"  " || start_ == end;
    }

    void break_line(std::size_t end) {
        const bool backslash = needs_backslash(end);
        write_up_to(end);
        if (backslash) lines_.write(U"\\");
        lines_.start_line();
        lines_.leave_blank();
        if (text_[start_] != ' ') return;
        if (backslash)
            lines_.write(U"\\");
        else
            ++start_;
    }

    DvcLines& lines_;
    const Text text_;
    const bool is_key_;
    std::size_t start_ = 0;  // of what is not written yet
};

}  // namespace

bool reads_as_other(std::string_view text) {
    static const Pattern other(
        "true|True|TRUE|false|False|FALSE"
        "|[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
        "|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
        "|[-+]?\\.[0-9_]+(?:[eE][-+][0-9]+)?"
        "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)"
        "|[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+"
        "|<<|=|~|null|Null|NULL|"
        "|[0-9]{4}-[0-9]{2}-[0-9]{2}"
        "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
        "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?");
    // A number does not begin with this, but the expression would have it.
    return !text.starts_with('_') && other.matches(text);
}

void write_plain(DvcLines& lines, std::string_view text, bool is_key) {
    write_words(lines, decode(text), is_key);
}

void write_text(DvcLines& lines, std::string_view text, bool is_key) {
    const std::u32string decoded = decode(text);
    const Analysis analysis = analyse(decoded);
    if (analysis.may_be_plain() && !reads_as_other(text))
        write_words(lines, decoded, is_key);
    else if (text.find_first_of("'\n") == text.npos && analysis.may_be_single_quoted() &&
             !analysis.several_lines)
        write_single_quoted(lines, decoded, is_key);
    else
        DoubleQuoted(lines, decoded, is_key).write();
}

bool needs_question_mark(std::string_view key) {
    const std::u32string decoded = decode(key);
    return decoded.size() > longest_simple_key || std::any_of(decoded.begin(), decoded.end(), is_break);
}

}  // namespace mlpipe
