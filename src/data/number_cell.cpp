#include <array>
#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "mlpipe/data/cell.hpp"
#include "trimmed.hpp"

namespace mlpipe {
namespace {

// The powers of ten that a double holds exactly.
constexpr std::array<double, 23> powers_of_ten = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::uint64_t exact_whole = std::uint64_t{1} << 53;
constexpr std::ptrdiff_t most_digits = 19;  // whose number any 64 bits hold

// Digits into `number`; where they end.
const char* take_digits(const char* at, const char* end, std::uint64_t& number) {
    for (; at != end; ++at) {
        const auto digit = static_cast<unsigned>(*at - '0');
        if (digit > 9) break;
        number = number * 10 + digit;
    }
    return at;
}

NumericCell by_standard_library(std::string_view text) {
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
    const bool negative = text.starts_with('-');
    const std::string_view digits = text.substr(negative ? 1 : 0);
    const bool whole = !digits.empty() && digits.find_first_not_of("0123456789") == digits.npos;
    const CellType type = whole ? CellType::integer : CellType::number;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || end != text.data() + text.size()) return {};
    // Beyond what a double holds, as others read it: an infinity, or zero.
    if (error == std::errc::result_out_of_range) {
        const bool huge = text.find("e-") == text.npos && text.find("E-") == text.npos;
        return {type, std::copysign(huge ? HUGE_VAL : 0.0, negative ? -1.0 : 1.0)};
    }
    if (error != std::errc() || std::isnan(number)) return {};
    return {type, number};
}

// A whole number below 2^53 and a power of ten up to 22 are doubles without an error, so that one division rounds once, to the
// nearest (William D. Clinger, "How to read floating point numbers accurately", 1990). Everything else is left to the
// standard library.
NumericCell decimal_of(std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    if (at == end) return {};
    const bool negative = *at == '-';
    if (negative || *at == '+') ++at;
    std::uint64_t number = 0;
    const char* const begin = at;
    at = take_digits(at, end, number);
    const std::ptrdiff_t whole_digits = at - begin;
    if (at == end && whole_digits > 0 && whole_digits <= most_digits) {
        const auto whole = static_cast<double>(number);
        return {CellType::integer, negative ? -whole : whole};
    }
    if (at == end || *at != '.' || FLT_EVAL_METHOD != 0) return by_standard_library(text);
    const char* const point = at++;
    at = take_digits(at, end, number);
    const std::ptrdiff_t decimals = at - point - 1, digits = whole_digits + decimals;
    if (at != end || digits == 0 || digits > most_digits || number > exact_whole)
        return by_standard_library(text);
    const double value = static_cast<double>(number) / powers_of_ten[static_cast<std::size_t>(decimals)];
    return {CellType::number, negative ? -value : value};
}

}  // namespace

NumericCell numeric_cell(std::string_view cell) {
    return decimal_of(trimmed(cell));
}

std::optional<double> number_of(std::string_view cell) {
    const NumericCell read = numeric_cell(cell);
    return read.type == CellType::none ? std::nullopt : std::optional(read.number);
}

}  // namespace mlpipe
