#include "since.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/point_in_time.hpp"

namespace mlpipe::cli {

std::int64_t parse_since(const std::string& text, std::int64_t now_ns, const std::string& name) {
    if (const auto point = parse_point_in_time(text, now_ns)) return *point;
    throw Error(ErrorKind::usage, name +
                                      " expects a duration such as 7d, or a date such as 2026-11-23, not '" +
                                      path::printable(text) + "'");
}

}  // namespace mlpipe::cli
