// E-mail and IP addresses within a text.
#include <algorithm>

#include "personal_shapes.hpp"

namespace mlpipe {
namespace {

using namespace letters;

bool is_local(char letter) {
    return is_alphanumeric(letter) || std::string_view("._%+-'").find(letter) != std::string_view::npos;
}

// "mail.example.org": labels of letters, digits and '-', the last one of two letters or more.
bool is_domain(std::string_view text) {
    while (!text.empty() && (text.back() == '.' || text.back() == '-'))
        text.remove_suffix(1);  // ends a sentence
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || text.size() - dot < 3 || text.front() == '-')
        return false;
    const std::string_view last = text.substr(dot + 1);
    return std::all_of(last.begin(), last.end(), is_letter) && text.find("..") == std::string_view::npos;
}

bool is_hex(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

// One of four: 0 to 255 without zeros before it.
bool take_octet(std::string_view& text) {
    unsigned number = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && digits < 3 && is_digit(text[digits]); ++digits)
        number = number * 10 + static_cast<unsigned>(text[digits] - '0');
    if (digits == 0 || number > 255 || (digits > 1 && text.front() == '0')) return false;
    text.remove_prefix(digits);
    return true;
}

bool begins_with_ipv4(std::string_view text) {
    for (int octet = 0; octet < 4; ++octet) {
        if (octet > 0) {
            if (text.empty() || text.front() != '.') return false;
            text.remove_prefix(1);
        }
        if (!take_octet(text)) return false;
    }
    if (text.empty()) return true;
    const bool more = text.front() == '.' && text.size() > 1 && is_alphanumeric(text[1]);
    return !is_alphanumeric(text.front()) && text.front() != '-' && !more;
}

// Eight groups of up to four hex digits, or fewer with one "::"; two and a digit at least, so that "a::b" of a
// programming language is none.
bool is_ipv6(std::string_view text) {
    int groups = 0, gaps = 0;
    bool digit = false;
    while (!text.empty()) {
        if (text.starts_with("::")) {
            ++gaps;
            text.remove_prefix(2);
        } else if (text.front() == ':') {
            if (groups == 0) return false;
            text.remove_prefix(1);
        }
        std::size_t length = 0;
        for (; length < text.size() && is_hex(text[length]); ++length)
            digit = digit || is_digit(text[length]);
        if (length > 4 || (length == 0 && !text.empty())) return false;
        groups += length > 0 ? 1 : 0;
        text.remove_prefix(length);
    }
    return digit && ((gaps == 0 && groups == 8) || (gaps == 1 && groups >= 2 && groups <= 7));
}

}  // namespace

bool has_email(std::string_view text) {
    for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        std::size_t begin = at;
        while (begin > 0 && is_local(text[begin - 1])) --begin;
        if (begin == at || at - begin > 64 || text[at - 1] == '.') continue;
        std::size_t end = at + 1;
        while (end < text.size() && (is_alphanumeric(text[end]) || text[end] == '.' || text[end] == '-'))
            ++end;
        if (is_domain(text.substr(at + 1, end - at - 1))) return true;
    }
    return false;
}

bool has_ipv4(std::string_view text) {
    for (std::size_t at = 0; at + 7 <= text.size(); ++at) {
        if (!is_digit(text[at])) continue;
        const char before = at == 0 ? ' ' : text[at - 1];
        const bool inside = is_alphanumeric(before) || before == '.' || before == '-' || before == '_';
        if (!inside && begins_with_ipv4(text.substr(at))) return true;
    }
    return false;
}

bool has_ipv6(std::string_view text) {
    const auto of_address = [](char letter) { return is_hex(letter) || letter == ':'; };
    for (std::size_t at = 0; at < text.size();) {
        if (!of_address(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && of_address(text[end])) ++end;
        const bool alone = (at == 0 || !is_alphanumeric(text[at - 1])) &&
                           (end == text.size() || !is_alphanumeric(text[end]));
        if (alone && is_ipv6(text.substr(at, end - at))) return true;
        at = end;
    }
    return false;
}

}  // namespace mlpipe
