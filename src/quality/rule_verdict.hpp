// From what was counted to the verdict on a rule, and on a table.
#pragma once
#include <string>

#include "mlpipe/model/data_check.hpp"
#include "mlpipe/quality/personal_data.hpp"
#include "rule_tally.hpp"

namespace mlpipe {

RuleResult rule_result(const SchemaRule& rule, const ColumnSchema* column, RuleTally tally);
// Of a rule that is no matter of rows. An empty `reason` says that it holds.
RuleResult rule_result(const SchemaRule& rule, const ColumnSchema* column, const std::string& reason);
// Of personal data that was found in a column, or was not.
RuleResult personal_data_result(const SchemaRule& rule, const std::string& column,
                                const PersonalDataCounts& counts);

// Verdict, reason and number of rules from the rules that are in it.
void conclude(CheckResult& result);

}  // namespace mlpipe
