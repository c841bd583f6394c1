#include "mlpipe/base/python_float.hpp"

#include <charconv>
#include <cmath>
#include <iterator>
#include <string_view>

namespace mlpipe {

std::string python_float(double number) {
    if (std::isnan(number)) return "nan";
    if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
    char buffer[32];
    const auto written =
        std::to_chars(std::begin(buffer), std::end(buffer), number, std::chars_format::scientific);
    const std::string_view scientific(buffer, static_cast<std::size_t>(written.ptr - buffer));
    const std::size_t mark = scientific.find('e');
    int exponent = 0;
    const std::string_view exponent_text = scientific.substr(mark + (scientific[mark + 1] == '+' ? 2 : 1));
    std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
    if (exponent < -4 || exponent >= 16) return std::string(scientific);
    const auto fixed = std::to_chars(std::begin(buffer), std::end(buffer), number, std::chars_format::fixed);
    std::string text(buffer, static_cast<std::size_t>(fixed.ptr - buffer));
    return text.find('.') == std::string::npos ? text + ".0" : text;
}

}  // namespace mlpipe
