// A point in time as people type it.
#pragma once
#include <cstdint>
#include <string>

namespace mlpipe::cli {

// A duration before `now_ns` ("7d", "1.5h"), a day ("2026-11-23", from its beginning in UTC) or a time
// ("2026-11-23T13:15:02Z"). Throws Error(usage) for anything else.
std::int64_t parse_since(const std::string& text, std::int64_t now_ns);

}  // namespace mlpipe::cli
