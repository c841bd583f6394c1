#include "json_fields.hpp"

#include <cmath>

#include "mlpipe/base/clock.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::json_fields {

void damaged(std::string_view name, std::string_view problem) {
    throw Error(ErrorKind::damaged,
                "a record is damaged: '" + std::string(name) + "' " + std::string(problem));
}

Entry path_entry(const std::string& name, const std::string& bytes) {
    if (path::is_utf8(bytes)) return {name, bytes};
    return {name + "_base64", text::base64(bytes)};
}

std::string read_path(const Value& map, const std::string& name) {
    if (map.find(name)) return text(map, name);
    const std::string encoded_name = name + "_base64";
    if (!map.find(encoded_name)) damaged(name, "is missing");
    const std::optional<std::string> bytes = text::parse_base64(text(map, encoded_name));
    if (!bytes) damaged(encoded_name, "is no base64");
    return *bytes;
}

const Value& required(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    if (!value) damaged(name, "is missing");
    return *value;
}

const std::string& item_text(const Value& value, std::string_view name) {
    if (!value.as_string()) damaged(name, "is no text");
    return *value.as_string();
}

std::string text(const Value& map, std::string_view name) {
    return item_text(required(map, name), name);
}

std::string text_or(const Value& map, std::string_view name, const std::string& otherwise) {
    const Value* value = map.find(name);
    return value ? item_text(*value, name) : otherwise;
}

bool flag_or(const Value& map, std::string_view name, bool otherwise) {
    const Value* value = map.find(name);
    if (!value) return otherwise;
    if (!value->as_bool()) damaged(name, "is neither true nor false");
    return *value->as_bool();
}

double number(const Value& map, std::string_view name) {
    const std::optional<double> found = required(map, name).number();
    if (!found) damaged(name, "is no number");
    return *found;
}

std::uint64_t count(const Value& map, std::string_view name) {
    const auto number =
        required(map, name).as_integer() ? required(map, name).as_integer()->to_int64() : std::nullopt;
    if (!number || *number < 0) damaged(name, "is no count");
    return static_cast<std::uint64_t>(*number);
}

std::uint64_t count_or_zero(const Value& map, std::string_view name) {
    return map.find(name) ? count(map, name) : 0;
}

Digest digest(const Value& value, std::string_view name) {
    const std::optional<Digest> found = Digest::parse(item_text(value, name));
    if (!found) damaged(name, "is no digest of 64 hex digits");
    return *found;
}

const Value::List& list(const Value& map, std::string_view name) {
    static const Value::List none;
    const Value* value = map.find(name);
    if (!value) return none;
    if (!value->as_list()) damaged(name, "is no list");
    return *value->as_list();
}

const Value::Map& map(const Value& map, std::string_view name) {
    static const Value::Map none;
    const Value* value = map.find(name);
    if (!value) return none;
    if (!value->as_map()) damaged(name, "is no map");
    return *value->as_map();
}

Value number_or_null(const std::optional<double>& number) {
    return number && std::isfinite(*number) ? Value(*number) : Value();
}

Value text_value(const std::string& text) {
    return path::is_utf8(text) ? text : path::printable(text);
}

Value text_or_null(const std::string& text) {
    return text.empty() ? Value() : text_value(text);
}

Value text_list(const std::vector<std::string>& texts) {
    Value::List list;
    for (const std::string& text : texts) list.push_back(text_value(text));
    return list;
}

Value time_or_null(std::int64_t unix_ns) {
    return unix_ns == 0 ? Value() : Value(format_time(unix_ns));
}

Value count_value(std::uint64_t count) {
    return Value(static_cast<std::int64_t>(count));
}

std::optional<double> optional_number(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    if (!value || value->is_null()) return std::nullopt;
    return number(map, name);
}

std::string text_or_empty(const Value& map, std::string_view name) {
    const Value* value = map.find(name);
    return value && !value->is_null() ? item_text(*value, name) : std::string();
}

}  // namespace mlpipe::json_fields
