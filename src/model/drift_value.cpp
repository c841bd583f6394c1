#include <utility>

#include "json_fields.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/model/drift.hpp"

namespace mlpipe {
namespace {

using json_fields::count;
using json_fields::count_value;
using json_fields::number_or_null;
using json_fields::optional_number;
using json_fields::text_or_empty;
using json_fields::text_or_null;

Value both(const BothTables<std::uint64_t>& counts) {
    return Value::Map{{"reference", count_value(counts.reference)}, {"current", count_value(counts.current)}};
}

Value to_value(const DriftBin& bin);
Value to_value(const ColumnDrift& column);
Value to_value(const DriftFinding& finding);

Value to_value(const std::string& text) {
    return text_or_null(text);
}

template <typename Item>
Value list_of(const std::vector<Item>& items) {
    Value::List list;
    for (const Item& item : items) list.push_back(to_value(item));
    return list;
}

Value to_value(const DriftBin& bin) {
    return Value::Map{{"label", text_or_null(bin.label)},
                      {"reference", number_or_null(bin.share.reference)},
                      {"current", number_or_null(bin.share.current)}};
}

Value to_value(const DriftSummary& summary) {
    return Value::Map{{"name", text_or_null(summary.name)},
                      {"reference", number_or_null(summary.value.reference)},
                      {"current", number_or_null(summary.value.current)}};
}

Value to_value(const MissingDrift& missing) {
    return Value::Map{{"reference", number_or_null(missing.share.reference)},
                      {"current", number_or_null(missing.share.current)},
                      {"score", number_or_null(missing.score)},
                      {"threshold", number_or_null(missing.threshold)},
                      {"p_value", number_or_null(missing.p_value)},
                      {"adjusted_p_value", number_or_null(missing.adjusted_p_value)},
                      {"verdict", to_string(missing.verdict)}};
}

Value to_value(const UnmatchedCategories& categories) {
    return Value::Map{{"count", count_value(categories.count)},
                      {"share", number_or_null(categories.share)},
                      {"first", list_of(categories.first)}};
}

Value to_value(const ColumnDrift& column) {
    return Value::Map{{"name", text_or_null(column.name)},
                      {"type", to_string(column.type)},
                      {"method", to_string(column.method)},
                      {"score", number_or_null(column.score)},
                      {"threshold", number_or_null(column.threshold)},
                      {"verdict", to_string(column.verdict)},
                      {"worst_bin", column.worst_bin ? to_value(*column.worst_bin) : Value()},
                      {"reason", text_or_null(column.reason)},
                      {"role", to_string(column.role)},
                      {"warn_threshold", number_or_null(column.warn_threshold)},
                      {"p_value", number_or_null(column.p_value)},
                      {"adjusted_p_value", number_or_null(column.adjusted_p_value)},
                      {"rows", both(column.rows)},
                      {"missing", to_value(column.missing)},
                      {"summary", column.summary ? to_value(*column.summary) : Value()},
                      {"new_categories", to_value(column.new_categories)},
                      {"vanished_categories", to_value(column.vanished_categories)},
                      {"bins", list_of(column.bins)}};
}

Value to_value(const DriftFinding& finding) {
    return Value::Map{
        {"name", text_or_null(finding.name)},         {"reference", number_or_null(finding.reference)},
        {"current", number_or_null(finding.current)}, {"threshold", number_or_null(finding.threshold)},
        {"verdict", to_string(finding.verdict)},      {"reason", text_or_null(finding.reason)}};
}

template <typename Word>
Word word(const Value& map, std::string_view name, std::optional<Word> (*parse)(std::string_view)) {
    const std::optional<Word> found = parse(json_fields::text(map, name));
    if (!found) json_fields::damaged(name, "is none that this mlpipe knows");
    return *found;
}

double number_or_zero(const Value& map, std::string_view name) {
    return optional_number(map, name).value_or(0);
}

BothTables<double> parse_numbers(const Value& map) {
    return {number_or_zero(map, "reference"), number_or_zero(map, "current")};
}

BothTables<std::uint64_t> parse_counts(const Value& map) {
    return {count(map, "reference"), count(map, "current")};
}

DriftBin parse_bin(const Value& map) {
    return {text_or_empty(map, "label"), parse_numbers(map)};
}

std::vector<DriftBin> parse_bins(const Value& map, std::string_view name) {
    std::vector<DriftBin> bins;
    for (const Value& bin : json_fields::list(map, name)) bins.push_back(parse_bin(bin));
    return bins;
}

MissingDrift parse_missing(const Value& map) {
    MissingDrift missing;
    missing.share = parse_numbers(map);
    missing.score = optional_number(map, "score");
    missing.threshold = optional_number(map, "threshold");
    missing.p_value = optional_number(map, "p_value");
    missing.adjusted_p_value = optional_number(map, "adjusted_p_value");
    missing.verdict = word(map, "verdict", parse_drift_verdict);
    return missing;
}

UnmatchedCategories parse_unmatched(const Value& map) {
    return {count(map, "count"), number_or_zero(map, "share"), parse_bins(map, "first")};
}

ColumnDrift parse_column(const Value& map) {
    ColumnDrift column;
    column.name = text_or_empty(map, "name");
    column.type = word(map, "type", parse_drift_type);
    column.role = word(map, "role", parse_column_role);
    column.method = word(map, "method", parse_drift_method);
    column.score = optional_number(map, "score");
    column.threshold = optional_number(map, "threshold");
    column.warn_threshold = optional_number(map, "warn_threshold");
    column.p_value = optional_number(map, "p_value");
    column.adjusted_p_value = optional_number(map, "adjusted_p_value");
    column.verdict = word(map, "verdict", parse_drift_verdict);
    column.reason = text_or_empty(map, "reason");
    if (const Value* bin = map.find("worst_bin"); bin && !bin->is_null()) column.worst_bin = parse_bin(*bin);
    column.rows = parse_counts(json_fields::required(map, "rows"));
    column.missing = parse_missing(json_fields::required(map, "missing"));
    if (const Value* summary = map.find("summary"); summary && !summary->is_null())
        column.summary = DriftSummary{text_or_empty(*summary, "name"), parse_numbers(*summary)};
    column.new_categories = parse_unmatched(json_fields::required(map, "new_categories"));
    column.vanished_categories = parse_unmatched(json_fields::required(map, "vanished_categories"));
    column.bins = parse_bins(map, "bins");
    return column;
}

std::vector<DriftFinding> parse_findings(const Value& map, std::string_view name) {
    std::vector<DriftFinding> findings;
    for (const Value& item : json_fields::list(map, name))
        findings.push_back({text_or_empty(item, "name"), optional_number(item, "reference"),
                            optional_number(item, "current"), optional_number(item, "threshold"),
                            word(item, "verdict", parse_drift_verdict), text_or_empty(item, "reason")});
    return findings;
}

// A column without a name, as the index of a table often is, has one that is empty.
Value names_value(const std::vector<std::string>& names) {
    Value::List list;
    for (const std::string& name : names) list.emplace_back(path::printable(name));
    return list;
}

std::vector<std::string> parse_names(const Value& map, std::string_view name) {
    std::vector<std::string> names;
    for (const Value& item : json_fields::list(map, name))
        names.push_back(json_fields::item_text(item, name));
    return names;
}

}  // namespace

Value to_value(const DriftResult& result) {
    return Value::Map{{"drift", result.drift},
                      {"share", number_or_null(result.share)},
                      {"threshold", number_or_null(result.threshold)},
                      {"preset", to_string(result.preset)},
                      {"reason", text_or_null(result.reason)},
                      {"rows", both(result.rows)},
                      {"columns", list_of(result.columns)},
                      {"new_columns", names_value(result.new_columns)},
                      {"vanished_columns", names_value(result.vanished_columns)},
                      {"volume", list_of(result.volume)},
                      {"performance", list_of(result.performance)}};
}

DriftResult parse_drift_result(const Value& value) {
    DriftResult result;
    if (!json_fields::required(value, "drift").as_bool())
        json_fields::damaged("drift", "is neither true nor false");
    result.drift = json_fields::flag_or(value, "drift", false);
    result.share = json_fields::number(value, "share");
    result.threshold = json_fields::number(value, "threshold");
    result.preset = word(value, "preset", parse_drift_preset);
    result.reason = text_or_empty(value, "reason");
    result.rows = parse_counts(json_fields::required(value, "rows"));
    for (const Value& column : json_fields::list(value, "columns"))
        result.columns.push_back(parse_column(column));
    result.new_columns = parse_names(value, "new_columns");
    result.vanished_columns = parse_names(value, "vanished_columns");
    result.volume = parse_findings(value, "volume");
    result.performance = parse_findings(value, "performance");
    return result;
}

}  // namespace mlpipe
