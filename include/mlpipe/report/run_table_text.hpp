// Runs beside each other, for people (a table that fits the terminal, Markdown) and for other programs (CSV).
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/run_table.hpp"
#include "mlpipe/report/style.hpp"

namespace mlpipe {

// The columns in which the runs are told apart come first, then as many of the others as the width has room
// for. `columns`: these, in this order, whatever the width.
std::string run_table_text(const RunTable& table, const std::vector<RunColumn>& columns,
                           const TextStyle& style);
// A Markdown table, with all columns that have something to say.
std::string run_table_markdown(const RunTable& table, const std::vector<RunColumn>& columns);
// RFC 4180 with LF, names of parameters and metrics whole, times in ISO 8601, durations in seconds.
std::string run_table_csv(const RunTable& table, const std::vector<RunColumn>& columns);

}  // namespace mlpipe
