// The members of an archive of runs.
#pragma once
#include <string>
#include <string_view>

namespace mlpipe {

inline constexpr std::string_view archive_format_name = "format.json";
inline constexpr std::string_view archive_format = R"({"format":"mlpipe runs","version":1})";

inline constexpr std::string_view archive_live_metrics = "live-metrics/";

inline std::string archived_live_metrics(const std::string& run) {
    return std::string(archive_live_metrics) + run + ".json";
}

}  // namespace mlpipe
