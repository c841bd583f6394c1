#include "drift_document.hpp"

#include <algorithm>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/model/drift.hpp"

namespace mlpipe::watch {
namespace {

std::string text_of(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    return value != nullptr && value->as_string() != nullptr ? *value->as_string() : "";
}

std::optional<double> number_of(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    return value == nullptr ? std::nullopt : value->number();
}

Value value_of(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    return value == nullptr ? Value() : *value;
}

bool says_drift(const Value& map) {
    const Value* drift = map.find("drift");
    return drift != nullptr && drift->as_bool() != nullptr && *drift->as_bool();
}

bool is_worth_telling(const DriftedColumn& column) {
    return column.verdict == "drift" || column.verdict == "warn";
}

DriftedColumn column_of(const Value& map, const std::string& stage, const std::string& file) {
    DriftedColumn column;
    column.stage = stage;
    column.file = file;
    column.name = text_of(map, "name");
    column.type = text_of(map, "type");
    column.method = text_of(map, "method");
    column.score = number_of(map, "score");
    column.threshold = number_of(map, "threshold");
    column.verdict = text_of(map, "verdict");
    column.worst_bin = value_of(map, "worst_bin");
    const Value* summary = map.find("summary");
    const Value& values = summary != nullptr && summary->as_map() != nullptr ? *summary : map;
    if (&values != &map) column.summary = text_of(values, "name");
    column.reference = value_of(values, "reference");
    column.current = value_of(values, "current");
    return column;
}

// What was held against a limit beside the distributions: how many rows, how old, how good the predictions were.
void add_beside(const Value& document, const char* kind, const std::string& stage, const std::string& file,
                std::vector<DriftedColumn>& columns) {
    const Value* items = document.find(kind);
    if (items == nullptr || items->as_list() == nullptr) return;
    for (const Value& item : *items->as_list()) {
        if (item.as_map() == nullptr) continue;
        DriftedColumn found = column_of(item, stage, file);
        found.type = kind;
        if (is_worth_telling(found)) columns.push_back(std::move(found));
    }
}

// How many times the score lies beyond its threshold: of a p-value below, else above.
double times_beyond(const DriftedColumn& column) {
    if (!column.score || !column.threshold) return 0;
    const auto method = parse_drift_method(column.method);
    return method && is_p_value(*method) ? *column.threshold / *column.score
                                         : *column.score / *column.threshold;
}

bool is_farther(const DriftedColumn& left, const DriftedColumn& right) {
    if (left.verdict != right.verdict) return left.verdict == "drift";
    return times_beyond(left) > times_beyond(right);
}

std::string reason_of(const Value& document, const std::vector<DriftedColumn>& columns) {
    if (std::string said = text_of(document, "reason"); !said.empty()) return said;
    const auto drifted = std::count_if(columns.begin(), columns.end(),
                                       [](const DriftedColumn& column) { return column.verdict == "drift"; });
    std::string reason =
        text::plural(static_cast<std::uint64_t>(drifted), "column") + (drifted == 1 ? " drifts" : " drift");
    const auto share = number_of(document, "share"), threshold = number_of(document, "threshold");
    if (share) reason += ", a share of " + text::format_number(*share);
    if (share && threshold) reason += " (limit " + text::format_number(*threshold) + ")";
    return reason;
}

}  // namespace

std::optional<DriftDocument> parse_drift_document(const std::string& text, const std::string& stage,
                                                  const std::string& file) {
    Value value;
    try {
        value = parse_json(text, file);
    } catch (const Error&) {
        return std::nullopt;  // some other metrics file
    }
    const Value* columns = value.find("columns");
    const Value* drift = value.find("drift");
    if (columns == nullptr || columns->as_list() == nullptr || drift == nullptr ||
        drift->as_bool() == nullptr)
        return std::nullopt;
    DriftDocument document;
    document.drift = says_drift(value);
    for (const Value& item : *columns->as_list()) {
        if (item.as_map() == nullptr) continue;
        DriftedColumn column = column_of(item, stage, file);
        if (is_worth_telling(column)) document.columns.push_back(std::move(column));
    }
    std::stable_sort(document.columns.begin(), document.columns.end(), is_farther);
    std::vector<DriftedColumn> beside;
    for (const char* kind : {"performance", "volume"}) add_beside(value, kind, stage, file, beside);
    document.reason = reason_of(value, document.columns);
    document.columns.insert(document.columns.begin(), beside.begin(), beside.end());
    return document;
}

}  // namespace mlpipe::watch
