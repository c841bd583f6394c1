// One run as a page that needs nothing else: what came of it, at the top, and below what that rests on.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/model/run_report.hpp"

namespace mlpipe {

// `vega`: vega_script(); without it plots are named, not drawn. It is part of pages that have plots alone.
std::string report_page(const RunReport& report, std::optional<std::string_view> vega);

// {"run", "verdict", "compared": [{"name", "difference"}], "notes"}
Value report_value(const RunReport& report);

}  // namespace mlpipe
