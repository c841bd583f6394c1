#include "since.hpp"

#include <optional>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::cli {

std::int64_t parse_since(const std::string& text, std::int64_t now_ns) {
    if (const auto time = parse_time(text)) return *time;
    if (const auto day = parse_time(text + "T00:00:00Z")) return *day;
    constexpr double nanoseconds = 1e9;
    const std::optional<double> ago_s = text::parse_duration(text);
    // A number without a unit is rather half a date than so many seconds.
    const bool has_unit = !text.empty() && text.find_first_not_of("0123456789.") != std::string::npos;
    if (!ago_s || !has_unit) {
        throw Error(ErrorKind::usage,
                    "--since expects a duration such as 7d, or a date such as 2026-11-23, not '" +
                        path::printable(text) + "'");
    }
    // Before 1970 there was no run.
    if (*ago_s * nanoseconds >= static_cast<double>(now_ns)) return 0;
    return now_ns - static_cast<std::int64_t>(*ago_s * nanoseconds);
}

}  // namespace mlpipe::cli
