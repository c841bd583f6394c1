// Words and units for messages: the nearest known name, sizes, durations, base64.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::text {

// The candidate a person most likely meant (edit distance with transpositions, at most a third of the
// length).
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
// " (did you mean 'x'?)", or "".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

std::string format_bytes(std::uint64_t bytes);                   // 1.4 MiB
std::string format_duration(double seconds);                     // 0.42 s, 12.3 s, 3 m 20 s, 2 h 05 m
std::string format_number(double number);                        // 0.761, 3, 1e-07: reads back as the same
std::string plural(std::uint64_t count, std::string_view noun);  // 1 stage, 3 stages

// "10s", "1.5h", "1d", "250ms"; a bare number is seconds. nullopt for anything else or a negative one.
std::optional<double> parse_duration(std::string_view text);
// "4GiB", "500MB", "1024"; powers of 1000 for kB, MB, GB, TB and of 1024 for KiB, MiB, GiB, TiB.
std::optional<std::uint64_t> parse_size(std::string_view text);

std::string base64(std::string_view bytes);
std::optional<std::string> parse_base64(std::string_view text);

// As one word of a POSIX shell, whatever it holds; as Python's shlex.quote writes it.
std::string shell_quoted(std::string_view word);

std::vector<std::string> split_lines(std::string_view text);

// Without the blanks at both ends: spaces, tabs, and what ends lines and pages.
std::string_view trimmed(std::string_view text);
// Its ASCII letters in lower case.
std::string lower(std::string_view text);

}  // namespace mlpipe::text
