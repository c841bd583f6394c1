// A point in time as people type it.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace mlpipe {

// A time ("2026-11-23T13:15:02Z", "2026-11-23 14:15+01:00"; seconds may be left out, and without a zone UTC is meant), a
// day ("2026-11-23": its beginning, in UTC), or a while before `now_ns` ("7d", "1.5h", "2 hours ago"; "now"). Nanoseconds
// since 1970; what lies before that is 1970 where it was said as a while. nullopt for anything else.
std::optional<std::int64_t> parse_point_in_time(std::string_view text, std::int64_t now_ns);

}  // namespace mlpipe
