// One run for a pull request: what came of it, at the top, and below what that rests on, as Markdown.
#pragma once
#include <cstddef>
#include <string>

#include "mlpipe/model/run_report.hpp"

namespace mlpipe {

// Comments take 65,536 characters; others have something to add.
inline constexpr std::size_t most_markdown_bytes = 65'000;

// What does not fit is left out, the pipeline's picture before tables and the verdict never, and named. Nothing that a
// name or a log holds is markup, mentions a user or leaves its block.
std::string report_markdown(const RunReport& report, std::size_t most_bytes = most_markdown_bytes);

}  // namespace mlpipe
