#include "key_encoding.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace mlpipe {
namespace {

std::string float_text(double number) {
    if (std::isnan(number)) return "nan";
    if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
    std::array<char, 32> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::scientific);
    return {digits.data(), end.ptr};
}

std::string map_payload(const Value::Map& map) {
    std::vector<const Value::Map::value_type*> entries;
    entries.reserve(map.size());
    for (const auto& entry : map) entries.push_back(&entry);
    std::sort(entries.begin(), entries.end(),
              [](const auto* a, const auto* b) { return a->first < b->first; });
    std::string payload;
    for (const auto* entry : entries) {
        append_field(payload, "key", entry->first);
        append_value(payload, entry->second);
    }
    return payload;
}

}  // namespace

void append_field(std::string& text, std::string_view tag, std::string_view payload) {
    text.append(tag).append(1, ' ').append(std::to_string(payload.size())).append(1, ':');
    text.append(payload).append(1, '\n');
}

void append_value(std::string& text, const Value& value) {
    if (value.is_null()) return append_field(text, "null", "");
    if (const bool* flag = value.as_bool()) return append_field(text, "bool", *flag ? "true" : "false");
    if (const Integer* integer = value.as_integer()) return append_field(text, "int", integer->text());
    if (const double* number = value.as_float()) return append_field(text, "float", float_text(*number));
    if (const std::string* string = value.as_string()) return append_field(text, "string", *string);
    if (const Value::Map* map = value.as_map()) return append_field(text, "map", map_payload(*map));
    std::string payload;
    for (const Value& item : *value.as_list()) append_value(payload, item);
    append_field(text, "list", payload);
}

}  // namespace mlpipe
