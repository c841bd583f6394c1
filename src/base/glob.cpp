#include "glob.hpp"

#include <cstddef>
#include <optional>

namespace mlpipe {
namespace {

using Size = std::size_t;

unsigned char byte(char c) {
    return static_cast<unsigned char>(c);
}

// Independent of the locale, as names are bytes.
std::optional<bool> in_named_class(std::string_view name, char c) {
    const unsigned char b = byte(c);
    const bool upper = b >= 'A' && b <= 'Z', lower = b >= 'a' && b <= 'z', digit = b >= '0' && b <= '9';
    const bool printable = b > 0x20 && b < 0x7f;
    if (name == "alpha") return upper || lower;
    if (name == "digit") return digit;
    if (name == "alnum") return upper || lower || digit;
    if (name == "upper") return upper;
    if (name == "lower") return lower;
    if (name == "xdigit") return digit || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
    if (name == "space") return b == ' ' || (b >= '\t' && b <= '\r');
    if (name == "blank") return b == ' ' || b == '\t';
    if (name == "punct") return printable && !upper && !lower && !digit;
    if (name == "graph") return printable;
    if (name == "print") return printable || b == ' ';
    if (name == "cntrl") return b < 0x20 || b == 0x7f;
    return std::nullopt;
}

// `at` points behind '['; on return behind ']'. nullopt for a malformed class.
std::optional<bool> class_matches(std::string_view pattern, Size& at, char c) {
    const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
    if (negated) ++at;
    bool found = false;
    for (bool first = true;; first = false) {
        if (at >= pattern.size()) return std::nullopt;
        char low = pattern[at++];
        if (low == ']' && !first) return found != negated;
        if (low == '[' && at < pattern.size() && pattern[at] == ':') {
            const Size end = pattern.find(":]", at + 1);
            if (end == pattern.npos) return std::nullopt;
            const auto named = in_named_class(pattern.substr(at + 1, end - at - 1), c);
            if (!named) return std::nullopt;
            found = found || *named;
            at = end + 2;
            continue;
        }
        if (low == '\\') {
            if (at >= pattern.size()) return std::nullopt;
            low = pattern[at++];
        }
        char high = low;
        if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
            high = pattern[++at];
            ++at;
            if (high == '\\') {
                if (at >= pattern.size()) return std::nullopt;
                high = pattern[at++];
            }
        }
        if (byte(low) <= byte(c) && byte(c) <= byte(high)) found = true;
    }
}

// Whether one part of the pattern, without '/', matches one part of the path. Iterative: linear memory, and
// the work is bounded by the product of the lengths, as only the last star is ever tried again.
bool part_matches(std::string_view pattern, std::string_view text) {
    Size p = 0, t = 0, star = pattern.npos, star_text = 0;
    for (;;) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            star_text = t;
            continue;
        }
        bool matched = false;
        if (t == text.size()) {
            return p == pattern.size();
        }
        if (p < pattern.size()) {
            if (pattern[p] == '?') {
                ++p;
                matched = true;
            } else if (pattern[p] == '[') {
                Size behind = p + 1;
                const auto in_class = class_matches(pattern, behind, text[t]);
                if (!in_class) return false;
                matched = *in_class;
                if (matched) p = behind;
            } else {
                Size behind = p;
                if (pattern[behind] == '\\' && ++behind == pattern.size()) return false;
                matched = pattern[behind] == text[t];
                if (matched) p = behind + 1;
            }
        }
        if (matched) {
            ++t;
        } else {
            if (star == pattern.npos) return false;
            p = star;
            t = ++star_text;
        }
    }
}

// Takes the part before the next '/' off `rest`; a '/' inside a class or behind a backslash still ends a
// part, for no name contains one.
std::string_view take_part(std::string_view& rest, bool& last) {
    const Size slash = rest.find('/');
    last = slash == rest.npos;
    const std::string_view part = rest.substr(0, slash);
    rest = last ? std::string_view() : rest.substr(slash + 1);
    return part;
}

bool parts_match(std::string_view pattern, std::string_view text) {
    bool pattern_ends = false;
    for (;;) {
        std::string_view rest = pattern;
        const std::string_view part = take_part(rest, pattern_ends);
        if (part.size() >= 2 && part.find_first_not_of('*') == part.npos) {
            if (pattern_ends) return !text.empty();
            for (std::string_view tail = text;;) {
                if (parts_match(rest, tail)) return true;
                const Size slash = tail.find('/');
                if (slash == tail.npos) return false;
                tail = tail.substr(slash + 1);
            }
        }
        bool text_ends = false;
        if (!part_matches(part, take_part(text, text_ends))) return false;
        if (pattern_ends || text_ends) return pattern_ends && text_ends;
        pattern = rest;
    }
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
    return parts_match(pattern, text);
}

}  // namespace mlpipe
