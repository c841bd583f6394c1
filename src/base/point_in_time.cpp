#include "mlpipe/base/point_in_time.hpp"

#include <array>
#include <string>
#include <utility>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::size_t day_length = std::string_view("2026-11-23").size();
constexpr std::size_t minute_length = std::string_view("13:15").size();

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

// Takes "Z", "+01:00" or "-0530" from the end; how far that zone's clocks are ahead of UTC.
std::optional<std::int64_t> take_zone(std::string_view& time) {
    if (take_suffix(time, "Z")) return 0;
    const std::size_t sign = time.find_first_of("+-");
    if (sign == time.npos) return 0;
    std::string zone(time.substr(sign + 1));
    if (zone.size() == 4) zone.insert(2, ":");
    const auto ahead = parse_time("1970-01-01T" + zone + ":00Z");
    if (zone.size() != minute_length || !ahead) return std::nullopt;
    const std::int64_t ahead_ns = time[sign] == '-' ? -*ahead : *ahead;
    time = time.substr(0, sign);
    return ahead_ns;
}

std::optional<std::int64_t> parse_moment(std::string_view text) {
    if (text.size() == day_length) return parse_time(std::string(text) + "T00:00:00Z");
    if (text.size() < day_length || (text[day_length] != 'T' && text[day_length] != ' ')) return std::nullopt;
    std::string_view time = text.substr(day_length + 1);
    const auto ahead_ns = take_zone(time);
    if (!ahead_ns) return std::nullopt;
    const auto clock = parse_time(std::string(text.substr(0, day_length)) + "T" + std::string(time) +
                                  (time.size() == minute_length ? ":00Z" : "Z"));
    return clock ? std::optional(*clock - *ahead_ns) : std::nullopt;
}

// "2 hours", "1 week" as parse_duration takes it.
std::string in_short_units(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> units = {
        {{"second", "s"}, {"minute", "m"}, {"hour", "h"}, {"day", "d"}}};
    const std::size_t blank = text.find(' ');
    if (blank == text.npos) return std::string(text);
    std::string_view unit = trimmed(text.substr(blank));
    take_suffix(unit, "s");
    for (const auto& [word, letter] : units)
        if (unit == word) return std::string(text.substr(0, blank)) + std::string(letter);
    return std::string(text);
}

std::optional<std::int64_t> parse_while_ago(std::string_view text, std::int64_t now_ns) {
    if (text == "now") return now_ns;
    if (take_suffix(text, " ago")) text = trimmed(text);
    // A number without a unit is rather half a date than so many seconds.
    if (text.find_first_not_of("0123456789.") == text.npos) return std::nullopt;
    const auto ago_s = text::parse_duration(in_short_units(text));
    if (!ago_s) return std::nullopt;
    const double ago_ns = *ago_s * static_cast<double>(second_ns);
    return ago_ns >= static_cast<double>(now_ns) ? 0 : now_ns - static_cast<std::int64_t>(ago_ns);
}

}  // namespace

std::optional<std::int64_t> parse_point_in_time(std::string_view text, std::int64_t now_ns) {
    text = trimmed(text);
    const auto moment = parse_moment(text);
    return moment ? moment : parse_while_ago(text, now_ns);
}

}  // namespace mlpipe
