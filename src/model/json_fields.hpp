// Reading and writing the fields of records: what is missing or of the wrong type throws Error(damaged)
// naming it. For this room's .cpp files.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/digest.hpp"
#include "mlpipe/base/value.hpp"

namespace mlpipe::json_fields {

using Entry = std::pair<std::string, Value>;

// `name`, or `name_base64` for bytes that are not UTF-8.
Entry path_entry(const std::string& name, const std::string& bytes);
std::string read_path(const Value& map, const std::string& name);

const Value& required(const Value& map, std::string_view name);
std::string text(const Value& map, std::string_view name);
std::string text_or(const Value& map, std::string_view name, const std::string& otherwise);
bool flag_or(const Value& map, std::string_view name, bool otherwise);
double number(const Value& map, std::string_view name);
// A whole number that is not negative; of an absent one 0.
std::uint64_t count(const Value& map, std::string_view name);
std::uint64_t count_or_zero(const Value& map, std::string_view name);
Digest digest(const Value& value, std::string_view name);
// An absent list or map is an empty one.
const Value::List& list(const Value& map, std::string_view name);
const Value::Map& map(const Value& map, std::string_view name);
const std::string& item_text(const Value& value, std::string_view name);

// What is unknown or empty is null; so is a number that is not finite. Bytes that are not UTF-8 are shown.
Value number_or_null(const std::optional<double>& number);
Value text_value(const std::string& text);
Value text_or_null(const std::string& text);
Value text_list(const std::vector<std::string>& texts);
Value time_or_null(std::int64_t unix_ns);  // 0 is unknown
Value count_value(std::uint64_t count);
// The same back; absent is null.
std::optional<double> optional_number(const Value& map, std::string_view name);
std::string text_or_empty(const Value& map, std::string_view name);

[[noreturn]] void damaged(std::string_view name, std::string_view problem);

}  // namespace mlpipe::json_fields
