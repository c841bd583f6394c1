#include "mlpipe/data/cell.hpp"

#include <array>
#include <chrono>

#include "trimmed.hpp"

namespace mlpipe {
namespace {

// Exactly `digits` of them.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t digits) {
    unsigned number = 0;
    if (text.size() < digits) return std::nullopt;
    for (const char letter : text.substr(0, digits)) {
        if (letter < '0' || letter > '9') return std::nullopt;
        number = number * 10 + static_cast<unsigned>(letter - '0');
    }
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view& text, char letter) {
    if (text.empty() || text.front() != letter) return false;
    text.remove_prefix(1);
    return true;
}

constexpr std::int64_t second_ns = 1'000'000'000;

std::optional<std::int64_t> take_day(std::string_view& text) {
    const auto year = take_digits(text, 4);
    if (!year || !take(text, '-')) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(*month), std::chrono::day(*day)};
    // What nanoseconds can hold.
    if (!date.ok() || *year < 1678 || *year > 2261) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count() * 86400LL * second_ns;
}

// A fraction of a second, of nine digits at most that count.
std::int64_t take_fraction(std::string_view& text) {
    std::int64_t fraction = 0, unit = second_ns;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        unit /= 10;
        fraction += unit * (text.front() - '0');
        text.remove_prefix(1);
    }
    return fraction;
}

std::optional<std::int64_t> take_clock(std::string_view& text) {
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    std::int64_t ns = (*hour * 60LL + *minute) * 60 * second_ns;
    if (!take(text, ':')) return ns;
    const auto second = take_digits(text, 2);
    if (!second || *second > 60) return std::nullopt;  // 60: a leap second
    ns += *second * second_ns;
    if (take(text, '.') || take(text, ',')) ns += take_fraction(text);
    return ns;
}

// How far the clocks of the zone are ahead of UTC.
std::optional<std::int64_t> take_zone(std::string_view& text) {
    take(text, ' ');
    if (text.empty() || take(text, 'Z')) return 0;
    const bool behind = text.front() == '-';
    if (!behind && text.front() != '+') return std::nullopt;
    text.remove_prefix(1);
    const auto hours = take_digits(text, 2);
    if (!hours) return std::nullopt;
    take(text, ':');
    const auto minutes = text.empty() ? std::optional(0u) : take_digits(text, 2);
    if (!minutes) return std::nullopt;
    const std::int64_t ahead = (*hours * 60LL + *minutes) * 60 * second_ns;
    return behind ? -ahead : ahead;
}

}  // namespace

std::string_view to_word(CellType type) {
    constexpr std::array<std::string_view, 6> words = {"none",   "boolean", "integer",
                                                       "number", "time",    "text"};
    return words[static_cast<std::size_t>(type)];
}

std::optional<bool> boolean_of(std::string_view cell) {
    cell = trimmed(cell);
    if (cell == "true" || cell == "True" || cell == "TRUE") return true;
    if (cell == "false" || cell == "False" || cell == "FALSE") return false;
    return std::nullopt;
}

std::optional<std::int64_t> time_of(std::string_view cell) {
    cell = trimmed(cell);
    const auto day = take_day(cell);
    if (!day || cell.empty()) return day;
    if (!take(cell, 'T') && !take(cell, ' ')) return std::nullopt;
    const auto clock = take_clock(cell);
    if (!clock) return std::nullopt;
    const auto ahead = take_zone(cell);
    if (!ahead || !cell.empty()) return std::nullopt;
    return *day + *clock - *ahead;
}

CellType type_of(std::string_view cell, CellKind kind) {
    switch (kind) {
        case CellKind::missing:
            return CellType::none;
        case CellKind::boolean:
            return CellType::boolean;
        case CellKind::nested:
            return CellType::text;
        case CellKind::number:
        case CellKind::text:
            break;
    }
    if (const NumericCell read = numeric_cell(cell); read.type != CellType::none) return read.type;
    if (kind == CellKind::number) return CellType::number;
    if (boolean_of(cell)) return CellType::boolean;
    if (time_of(cell)) return CellType::time;
    return CellType::text;
}

bool is_numeric(CellType type) {
    return type == CellType::integer || type == CellType::number;
}

CellType wider(CellType one, CellType other) {
    if (one == other || other == CellType::none) return one;
    if (one == CellType::none) return other;
    return is_numeric(one) && is_numeric(other) ? CellType::number : CellType::text;
}

}  // namespace mlpipe
