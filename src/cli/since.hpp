// A point in time that an option or argument takes.
#pragma once
#include <cstdint>
#include <string>

namespace mlpipe::cli {

// As parse_point_in_time. Throws Error(usage), saying what `name` takes, for anything else.
std::int64_t parse_since(const std::string& text, std::int64_t now_ns, const std::string& name = "--since");

}  // namespace mlpipe::cli
