// The members of an archive of runs.
#pragma once
#include <string_view>

namespace mlpipe {

inline constexpr std::string_view archive_format_name = "format.json";
inline constexpr std::string_view archive_format = R"({"format":"mlpipe runs","version":1})";

}  // namespace mlpipe
