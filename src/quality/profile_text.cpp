#include <utility>

#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/base/utf8.hpp"
#include "mlpipe/quality/stored_profile.hpp"
#include "profile_format.hpp"

namespace mlpipe {
namespace {

Value count_value(std::uint64_t count) {
    return Value(static_cast<std::int64_t>(count));
}

Value text_value(const std::string& text) {
    if (is_utf8(text)) return Value(text);
    return Value::Map{{"base64", text::base64(text)}};
}

// Each distinct value with its count; the counts are left out where all are 1.
void set_values(const std::vector<double>& values, Value& column) {
    Value::List distinct, counts;
    for (std::size_t at = 0; at < values.size();) {
        std::size_t end = at + 1;
        while (end < values.size() && values[end] == values[at]) ++end;
        distinct.push_back(Value(values[at]));
        counts.push_back(count_value(end - at));
        at = end;
    }
    if (counts.size() < values.size()) column.set("counts", std::move(counts));
    if (!distinct.empty()) column.set("values", std::move(distinct));
}

Value column_value(const ColumnProfile& column) {
    Value value = Value::Map{{"name", text_value(column.name)},
                             {"type", std::string(to_word(column.type))},
                             {"missing", count_value(column.missing)}};
    set_values(column.values, value);
    if (column.reduced) value.set("reduced", true);
    Value::List categories;
    for (const CategoryCount& category : column.categories)
        categories.push_back(Value::List{text_value(category.text), count_value(category.count)});
    if (!categories.empty()) value.set("categories", std::move(categories));
    if (column.other_categories > 0) value.set("other_categories", count_value(column.other_categories));
    return value;
}

}  // namespace

std::string profile_text(const StoredProfile& profile) {
    Value::List columns;
    for (const ColumnProfile& column : profile.table.columns) columns.push_back(column_value(column));
    return canonical_json(Value::Map{
               {"format", std::string(profile_format)},
               {"version", profile_version},
               {"source", Value::Map{{"path", text_value(profile.source)}, {"sha256", profile.digest.hex()}}},
               {"rows", count_value(profile.table.rows)},
               {"columns", std::move(columns)}}) +
           "\n";
}

}  // namespace mlpipe
