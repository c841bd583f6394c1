#include "scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <vector>

namespace mlpipe::document {
namespace {

constexpr std::string_view core = "tag:yaml.org,2002:";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

template <std::size_t n>
bool is_one_of(std::string_view text, const std::string_view (&words)[n]) {
    return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

bool is_null(std::string_view text) {
    constexpr std::string_view words[] = {"", "~", "null", "Null", "NULL"};
    return is_one_of(text, words);
}

std::optional<bool> resolve_boolean(std::string_view text) {
    constexpr std::string_view yes[] = {"true", "True", "TRUE"}, no[] = {"false", "False", "FALSE"};
    if (is_one_of(text, yes)) return true;
    if (is_one_of(text, no)) return false;
    return std::nullopt;
}

int digit_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 16;
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

// "_" stands between digits in numbers that Python's readers of YAML take, and means nothing.
std::string without_underscores(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c != '_'; });
    return digits;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float(std::string_view unsigned_text) {
    const std::size_t whole = skip_digits(unsigned_text, 0);
    std::size_t at = whole;
    if (at < unsigned_text.size() && unsigned_text[at] == '.') {
        const std::size_t end = skip_digits(unsigned_text, at + 1);
        if (whole == 0 && end == at + 1) return false;
        at = end;
    } else if (whole == 0) {
        return false;
    }
    if (at == unsigned_text.size()) return true;
    if (unsigned_text[at] != 'e' && unsigned_text[at] != 'E') return false;
    ++at;
    if (at < unsigned_text.size() && (unsigned_text[at] == '-' || unsigned_text[at] == '+')) ++at;
    return at < unsigned_text.size() && skip_digits(unsigned_text, at) == unsigned_text.size();
}

std::optional<double> resolve_float(std::string_view text) {
    constexpr std::string_view infinities[] = {".inf", ".Inf", ".INF"}, nans[] = {".nan", ".NaN", ".NAN"};
    if (is_one_of(text, nans)) return std::numeric_limits<double>::quiet_NaN();
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const double sign = negative ? -1 : 1;
    if (is_one_of(text, infinities)) return sign * std::numeric_limits<double>::infinity();
    if (text.find('_') != std::string_view::npos) {
        const std::size_t exponent = std::min(text.find_first_of("eE"), text.size());
        if (text.starts_with('_') || text.substr(exponent).find('_') != std::string_view::npos)
            return std::nullopt;
        const auto number = resolve_float(without_underscores(text));
        return number ? std::optional(sign * *number) : std::nullopt;
    }
    if (!is_float(text)) return std::nullopt;
    double number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    // Out of range leaves the number alone; strtod rounds to zero or infinity, as Python does.
    if (result.ec == std::errc::result_out_of_range) number = std::strtod(std::string(text).c_str(), nullptr);
    return sign * number;
}

}  // namespace

std::optional<std::string> to_decimal(std::string_view digits, int base) {
    if (digits.empty()) return std::nullopt;
    constexpr std::uint64_t limb = 1'000'000'000;
    std::vector<std::uint64_t> limbs{0};  // the least significant first
    for (const char c : digits) {
        const int digit = digit_value(c);
        if (digit >= base) return std::nullopt;
        auto carry = static_cast<std::uint64_t>(digit);
        for (std::uint64_t& part : limbs) {
            carry += part * static_cast<std::uint64_t>(base);
            part = carry % limb;
            carry /= limb;
        }
        if (carry > 0) limbs.push_back(carry);
    }
    std::string text = std::to_string(limbs.back());
    for (std::size_t i = limbs.size() - 1; i-- > 0;) {
        const std::string part = std::to_string(limbs[i]);
        text.append(9 - part.size(), '0').append(part);
    }
    return text;
}

std::optional<Integer> resolve_integer(std::string_view text) {
    std::string_view digits = text;
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    if (digits.empty() || !is_digit(digits.front())) return std::nullopt;
    for (const auto& [prefix, base] : {std::pair("0o", 8), std::pair("0x", 16), std::pair("0b", 2)}) {
        if (!digits.starts_with(prefix)) continue;
        const auto decimal = to_decimal(without_underscores(digits.substr(2)), base);
        return decimal ? Integer::parse((negative ? "-" : "") + *decimal) : std::nullopt;
    }
    const std::string decimal = without_underscores(digits);
    if (skip_digits(decimal, 0) != decimal.size()) return std::nullopt;
    return Integer::parse((negative ? "-" : "") + decimal);
}

Value resolve_plain(std::string_view text) {
    constexpr std::string_view first = "0123456789+-.~nNtTfF";
    if (!text.empty() && first.find(text.front()) == std::string_view::npos) return text;
    if (is_null(text)) return {};
    if (const auto flag = resolve_boolean(text)) return *flag;
    if (auto number = resolve_integer(text)) return std::move(*number);
    if (const auto number = resolve_float(text)) return *number;
    return text;
}

std::optional<Value> resolve_tagged(std::string_view tag, std::string_view text, bool& known) {
    known = true;
    if (tag == "!") return Value(text);
    if (tag.starts_with(core)) {
        tag.remove_prefix(core.size());
        if (tag == "str") return Value(text);
        if (tag == "null") return is_null(text) ? std::optional<Value>(Value()) : std::nullopt;
        if (tag == "bool") {
            const auto flag = resolve_boolean(text);
            return flag ? std::optional<Value>(*flag) : std::nullopt;
        }
        if (tag == "int") {
            auto number = resolve_integer(text);
            return number ? std::optional<Value>(std::move(*number)) : std::nullopt;
        }
        if (tag == "float") {
            const auto number = resolve_float(text);
            return number ? std::optional<Value>(*number) : std::nullopt;
        }
    }
    known = false;
    return std::nullopt;
}

}  // namespace mlpipe::document
