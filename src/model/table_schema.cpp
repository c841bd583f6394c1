#include "mlpipe/model/table_schema.hpp"

#include <array>

#include "mlpipe/base/text.hpp"
#include "mlpipe/base/utf8.hpp"

namespace mlpipe {
namespace {

constexpr std::array types{"any", "integer", "number", "boolean", "time", "text"};
constexpr std::array kinds{"rows.min",     "rows.max",     "uneven_rows", "extra_columns", "duplicates",
                           "required",     "type",         "nulls",       "unique",        "min",
                           "max",          "values",       "matches",     "increasing",    "personal_data",
                           "leakage.rows", "leakage.keys", "leakage.time"};

constexpr std::size_t most_values_named = 6;

std::string percent(double share) {
    return text::format_number(static_cast<double>(static_cast<std::int64_t>(share * 1e6 + 0.5)) / 1e4) +
           " %";
}

std::string names(const std::vector<std::string>& texts) {
    std::string list;
    for (std::size_t i = 0; i < texts.size() && i < most_values_named; ++i)
        list += (i == 0 ? "" : ", ") + printable(texts[i]);
    if (texts.size() > most_values_named)
        list += " or " + std::to_string(texts.size() - most_values_named) + " more";
    return list;
}

std::string plain_text(const SchemaRule& rule, ColumnType type) {
    switch (rule.kind) {
        case RuleKind::min_rows:
            return "at least " + text::format_number(rule.limit) + " rows";
        case RuleKind::max_rows:
            return "at most " + text::format_number(rule.limit) + " rows";
        case RuleKind::uneven_rows:
            return "as many cells in each row as there are columns";
        case RuleKind::extra_columns:
            return "no other columns than these";
        case RuleKind::duplicates:
            return "no row twice";
        case RuleKind::required:
            return "the column is there";
        case RuleKind::type:
            return to_string(type);
        case RuleKind::nulls:
            return "not missing";
        case RuleKind::unique:
            return rule.texts.size() > 1 ? "unique by " + names(rule.texts) : "unique";
        case RuleKind::min:
            return "at least " + rule.text;
        case RuleKind::max:
            return "at most " + rule.text;
        case RuleKind::values:
            return "one of " + names(rule.texts);
        case RuleKind::matches:
            return "matches " + printable(rule.text);
        case RuleKind::increasing:
            return rule.strict ? "each greater than the one before" : "none less than the one before";
        case RuleKind::personal_data:
            return "no personal data";
        case RuleKind::shared_rows:
            return "no row in common with " + printable(rule.text);
        case RuleKind::shared_keys:
            return "no " + names(rule.texts) + " in common with " + printable(rule.text);
        case RuleKind::time_overlap:
            break;
    }
    return "later than all of " + printable(rule.text);
}

}  // namespace

const char* to_string(ColumnType type) {
    return types[static_cast<std::size_t>(type)];
}

bool is_leakage(RuleKind kind) {
    return kind == RuleKind::shared_rows || kind == RuleKind::shared_keys || kind == RuleKind::time_overlap;
}

const char* to_string(RuleKind kind) {
    return kinds[static_cast<std::size_t>(kind)];
}

std::optional<ColumnType> parse_column_type(std::string_view text) {
    for (std::size_t i = 1; i < types.size(); ++i)
        if (text == types[i]) return static_cast<ColumnType>(i);
    return std::nullopt;
}

std::string rule_text(const SchemaRule& rule, ColumnType type) {
    const std::string plain = plain_text(rule, type);
    if (rule.mostly >= 1) return plain;
    return rule.kind == RuleKind::nulls ? "at most " + percent(1 - rule.mostly) + " missing"
                                        : plain + ", for " + percent(rule.mostly);
}

}  // namespace mlpipe
