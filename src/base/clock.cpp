#include "mlpipe/base/clock.hpp"

#include <time.h>

#include <array>
#include <chrono>
#include <cstdio>

namespace mlpipe {
namespace {

constexpr std::int64_t nanoseconds_a_second = 1'000'000'000;

std::int64_t read_clock(clockid_t id) {
    timespec now{};
    clock_gettime(id, &now);
    return static_cast<std::int64_t>(now.tv_sec) * nanoseconds_a_second + now.tv_nsec;
}

class SystemClock final : public Clock {
  public:
    std::int64_t now_ns() const override { return read_clock(CLOCK_REALTIME); }
    std::int64_t steady_ns() const override { return read_clock(CLOCK_MONOTONIC); }
};

// The digits of `text` at `begin` as a number; nullopt if any is something else.
std::optional<std::int64_t> digits(std::string_view text, std::size_t begin, std::size_t count) {
    if (begin + count > text.size()) return std::nullopt;
    std::int64_t number = 0;
    for (const char c : text.substr(begin, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

std::string format_time(std::int64_t unix_ns) {
    using namespace std::chrono;
    const sys_time<nanoseconds> time{nanoseconds(unix_ns)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss of_day(floor<milliseconds>(time - day));
    std::array<char, 64> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02ld:%02ld:%02ld.%03ldZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<long>(of_day.hours().count()), static_cast<long>(of_day.minutes().count()),
        static_cast<long>(of_day.seconds().count()), static_cast<long>(of_day.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<std::int64_t> parse_time(std::string_view text) {
    using namespace std::chrono;
    if (text.size() < 20 || text.back() != 'Z') return std::nullopt;
    if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
    const auto h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
    if (!y || !mo || !d || !h || !mi || !s || *h > 23 || *mi > 59 || *s > 59) return std::nullopt;
    const year_month_day date{year(static_cast<int>(*y)), month(static_cast<unsigned>(*mo)),
                              day(static_cast<unsigned>(*d))};
    // Beyond these years nanoseconds do not fit 64 bits.
    if (!date.ok() || *y < 1678 || *y > 2261) return std::nullopt;

    std::int64_t fraction = 0;
    if (text.size() > 20) {
        const std::size_t places = text.size() - 21;
        const auto number =
            text[19] == '.' && places >= 1 && places <= 9 ? digits(text, 20, places) : std::nullopt;
        if (!number) return std::nullopt;
        fraction = *number;
        for (std::size_t i = places; i < 9; ++i) fraction *= 10;
    }
    const std::int64_t days_since = sys_days(date).time_since_epoch().count();
    return (days_since * 86400 + *h * 3600 + *mi * 60 + *s) * nanoseconds_a_second + fraction;
}

}  // namespace mlpipe
