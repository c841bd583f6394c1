#include "mlpipe/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>
#include <utility>

namespace mlpipe::text {
namespace {

// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = std::exchange(last, row);
    }
    return last[b.size()];
}

std::string fixed(double number, int places) {
    std::array<char, 512> text{};
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, places);
    return error == std::errc() ? std::string(text.data(), end) : "?";
}

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

struct Quantity {
    double number;
    std::string_view digits, unit;
};

// A number without sign or exponent, at most one blank, and the rest.
std::optional<Quantity> parse_quantity(std::string_view text) {
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    Quantity quantity{};
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), quantity.number, std::chars_format::fixed);
    if (error != std::errc()) return std::nullopt;
    quantity.digits = text.substr(0, static_cast<std::size_t>(end - text.data()));
    quantity.unit = text.substr(quantity.digits.size());
    if (quantity.unit.size() > 1 && quantity.unit.front() == ' ') quantity.unit.remove_prefix(1);
    return quantity;
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
    const std::string* best = nullptr;
    std::size_t best_distance = 0;
    for (const std::string& candidate : candidates) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        const std::size_t shorter = std::min(word.size(), candidate.size());
        const std::size_t most = longer / 3;
        if (longer - shorter > most) continue;
        const std::size_t distance = edit_distance(word, candidate);
        if (distance > most || (best && distance >= best_distance)) continue;
        best = &candidate;
        best_distance = distance;
    }
    if (!best) return std::nullopt;
    return *best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
    const auto candidate = nearest(word, candidates);
    return candidate ? " (did you mean '" + *candidate + "'?)" : "";
}

std::string format_bytes(std::uint64_t bytes) {
    constexpr std::array units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (bytes < 1024) return std::to_string(bytes) + " B";
    double number = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    // What would be printed as 1024.0 is one of the next unit.
    while (number >= 1023.95 && unit + 1 < units.size()) {
        number /= 1024;
        ++unit;
    }
    return fixed(number, 1) + " " + units[unit];
}

std::string format_duration(double seconds) {
    if (!(seconds > 0)) seconds = 0;
    if (!(seconds < 1e15)) return "forever";
    // Rounded first, so that no unit shows its own limit ("60.0 s").
    if (std::round(seconds * 100) < 1000) return fixed(seconds, 2) + " s";
    if (std::round(seconds * 10) < 600) return fixed(seconds, 1) + " s";
    const std::int64_t whole = std::llround(seconds);
    if (whole < 3600) return std::to_string(whole / 60) + " m " + two_digits(whole % 60) + " s";
    const std::int64_t minutes = std::llround(seconds / 60);
    return std::to_string(minutes / 60) + " h " + two_digits(minutes % 60) + " m";
}

std::string format_number(double number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return {digits.data(), end.ptr};
}

std::string shell_quoted(std::string_view word) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_-./=:,@%+").find(c) != std::string_view::npos;
    };
    if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? "'\"'\"'" : std::string(1, c);
    return quoted + "'";
}

std::string plural(std::uint64_t count, std::string_view noun) {
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::optional<double> parse_duration(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, double>, 6> units = {
        {{"", 1}, {"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}}};
    const auto quantity = parse_quantity(text);
    if (!quantity) return std::nullopt;
    for (const auto& [unit, seconds] : units)
        if (quantity->unit == unit && std::isfinite(quantity->number * seconds))
            return quantity->number * seconds;
    return std::nullopt;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    constexpr std::uint64_t k = 1000, ki = 1024;
    constexpr std::array<std::pair<std::string_view, std::uint64_t>, 11> units = {
        {{"", 1},
         {"B", 1},
         {"kB", k},
         {"KB", k},
         {"MB", k * k},
         {"GB", k * k * k},
         {"TB", k * k * k * k},
         {"KiB", ki},
         {"MiB", ki * ki},
         {"GiB", ki * ki * ki},
         {"TiB", ki * ki * ki * ki}}};
    const auto quantity = parse_quantity(text);
    if (!quantity) return std::nullopt;
    const auto unit =
        std::find_if(units.begin(), units.end(), [&](const auto& u) { return u.first == quantity->unit; });
    if (unit == units.end()) return std::nullopt;

    constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t whole = 0;
    const std::string_view digits = quantity->digits;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
    if (error != std::errc()) return std::nullopt;
    if (end == digits.data() + digits.size())
        return whole > largest / unit->second ? std::nullopt : std::optional(whole * unit->second);
    const double bytes = std::floor(quantity->number * static_cast<double>(unit->second));
    if (unit->second == 1 || bytes >= static_cast<double>(largest)) return std::nullopt;
    return static_cast<std::uint64_t>(bytes);
}

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.emplace_back(line);
    }
    return lines;
}

std::string_view trimmed(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string lowered(text);
    for (char& c : lowered)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lowered;
}

}  // namespace mlpipe::text
