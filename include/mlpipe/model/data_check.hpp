// Checks: what the data of a stage must fulfil before anything may follow from it, and what came of that. Plain values;
// docs/checks.md has the keys and their meaning. Verdicts are those of gates.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/value.hpp"
#include "mlpipe/model/table_schema.hpp"

namespace mlpipe {

// As a stage declares it. Paths are relative to the pipeline file.
struct DataCheck {
    std::string data;
    std::string schema_file;                      // empty: `schema` stands in the pipeline file
    TableSchema schema;                           // without a file: the whole; with one: what is added to it
    GateSeverity severity = GateSeverity::error;  // warn: whatever fails is a warning
    Position position;
};

// What came of one rule for one column.
struct RuleResult {
    std::string column;    // empty: the table as a whole
    std::string rule;      // as the schema spells it
    std::string expected;  // for people
    GateVerdict verdict = GateVerdict::pass;
    std::uint64_t judged = 0, failed = 0;  // rows
    double mostly = 1;
    std::vector<std::uint64_t> lines;  // of the file, the first ten rows that failed
    std::vector<std::string> values;   // of these lines; only where somebody asked for them
    // Cells with personal data, by kind: "email", "phone", "payment_card", "iban", "ipv4", "ipv6".
    std::vector<std::pair<std::string, std::uint64_t>> found;
    std::string reason;  // one line; empty: it holds
    bool operator==(const RuleResult&) const = default;
};

struct CheckResult {
    std::string stage;   // empty: asked for on the command line
    std::string data;    // as it was named
    std::string schema;  // its file; empty: it stands in the pipeline file
    std::uint64_t rows = 0, columns = 0;
    std::uint64_t judged = 0;  // rules, also those that are not in `rules`
    GateVerdict verdict = GateVerdict::pass;
    std::string reason;             // one line; empty: all holds
    std::vector<RuleResult> rules;  // of a run's record: those alone that do not hold
    Position position = {};         // of its check in the pipeline file; known of what has just been judged
    bool operator==(const CheckResult&) const = default;
};

// A share of rows that is small enough for the rule.
bool holds(const RuleResult& result);

// Nothing may follow from a stage with such a result.
bool blocks(const CheckResult& result);
// The first of them, as the reason for what does not happen: "check of prepare failed: data.csv: ...". Empty: none.
std::string blocking_reason(const std::vector<CheckResult>& results);

// The same without the rules that hold, whose number stays in `judged`.
CheckResult without_passes(CheckResult result);
// Whatever fails is a warning.
CheckResult as_warning(CheckResult result);
// Nothing could be judged, for this reason.
CheckResult undecided_check(const DataCheck& check, const std::string& stage, const std::string& reason);

Value to_value(const CheckResult& result);
CheckResult parse_check_result(const Value& value);  // throws Error(damaged)

}  // namespace mlpipe
