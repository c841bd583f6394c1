// What a table must fulfil: columns and rules, as a schema in YAML has them. Plain values; docs/checks.md has the keys and
// their meaning. Knows nothing of files, nor of how a rule is judged.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/gate.hpp"

namespace mlpipe {

enum class ColumnType { any, integer, number, boolean, time, text };

enum class RuleKind {
    min_rows,
    max_rows,
    uneven_rows,
    extra_columns,
    duplicates,
    required,
    type,
    nulls,
    unique,
    min,
    max,
    values,
    matches,
    increasing,
    personal_data,
    shared_rows,
    shared_keys,
    time_overlap
};

const char* to_string(ColumnType type);
// Whether it speaks of another table.
bool is_leakage(RuleKind kind);
// As a schema spells it: "nulls", "rows.min", "leakage.keys".
const char* to_string(RuleKind kind);
std::optional<ColumnType> parse_column_type(std::string_view text);

struct SchemaRule {
    RuleKind kind = RuleKind::type;
    double mostly = 1;                    // share of the rows judged for which it must hold
    double limit = 0;                     // of rows, and of min and max where the column holds numbers
    std::int64_t limit_ns = 0;            // of min and max where it holds times: since 1970, UTC
    std::string text;                     // min, max: as written; matches: the expression
    std::vector<std::string> texts = {};  // values; the columns of a key
    bool strict = false;                  // increasing: equal neighbours fail too
    GateSeverity severity = GateSeverity::error;
    Position position = {};
    bool operator==(const SchemaRule&) const = default;
};

struct ColumnSchema {
    std::string name;
    ColumnType type = ColumnType::any;
    bool required = true;
    GateSeverity severity = GateSeverity::error;  // of `required`
    bool personal_data = false;                   // allowed here whatever the table's rule is
    std::vector<SchemaRule> rules;
    Position position = {};
};

struct TableSchema {
    std::string file;  // where it stands, as messages name it
    std::vector<ColumnSchema> columns;
    std::vector<SchemaRule> rules;  // of the table as a whole
    std::string against;            // the table that leakage is looked for in; empty: none
    // Texts that stand for a missing cell; absent: the usual ones.
    std::optional<std::vector<std::string>> missing;
};

// What the rule asks, for people: "at least 0", "one of AA, DL, UA", "no more than 1 % missing".
std::string rule_text(const SchemaRule& rule, ColumnType type);

}  // namespace mlpipe
