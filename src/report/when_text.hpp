// Points in time as tables and sentences have them, in UTC.
#pragma once
#include <cstdint>
#include <string>

namespace mlpipe {

// "2026-11-23 13:15:02"; "" for 0, which is no time.
std::string when_text(std::int64_t ns);
// "2026-11-23 13:15"
std::string minute_text(std::int64_t ns);

}  // namespace mlpipe
