#include "when_text.hpp"

#include "mlpipe/base/clock.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t to_the_second = 19, to_the_minute = 16, before_the_hour = 10;

}  // namespace

std::string when_text(std::int64_t ns) {
    if (ns == 0) return {};
    std::string text = format_time(ns).substr(0, to_the_second);
    text[before_the_hour] = ' ';
    return text;
}

std::string minute_text(std::int64_t ns) {
    return when_text(ns).substr(0, to_the_minute);
}

}  // namespace mlpipe
