// The time, as something a test can replace. Wall time in nanoseconds since 1970 UTC.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mlpipe {

class Clock {
  public:
    virtual ~Clock() = default;
    virtual std::int64_t now_ns() const = 0;
    // Monotonic; only differences mean anything.
    virtual std::int64_t steady_ns() const = 0;
};

const Clock& system_clock();

// 2026-11-23T13:15:02.123Z and back.
std::string format_time(std::int64_t unix_ns);
std::optional<std::int64_t> parse_time(std::string_view text);

}  // namespace mlpipe
