// What came of checks, for people.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/model/data_check.hpp"
#include "mlpipe/report/style.hpp"
#include "mlpipe/report/tables.hpp"

namespace mlpipe {

// A row a check: of the checks of a run.
Table check_table_of(const std::vector<CheckResult>& results);
std::string checks_text(const std::vector<CheckResult>& results, const TextStyle& style);
// One check, with its rules: those that do not hold, or `all`. "data.csv: 1000 rows, 12 columns; ..."
std::string check_text(const CheckResult& result, bool all, const TextStyle& style);
// "3 passed, 1 failed"; "" of none.
std::string check_counts_text(const std::vector<CheckResult>& results);
// "check of prepare failed", "check of prepare cannot be decided": what stands before the reason.
std::string check_heading(const CheckResult& result);

}  // namespace mlpipe
