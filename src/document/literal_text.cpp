#include "literal_text.hpp"

#include <cmath>

#include "mlpipe/base/json.hpp"

namespace mlpipe::document {
namespace {

bool is_finite(const Value& value) {
    const double* number = value.as_float();
    return !number || std::isfinite(*number);
}

// `scalar` writes what is no list and no map; `separator` stands between key and value.
template <typename Scalar>
std::string literal(const Value& value, const char* separator, const Scalar& scalar) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (const Value::List* list = value.as_list()) {
        for (const Value& item : *list) add(literal(item, separator, scalar));
        return "[" + text + "]";
    }
    if (const Value::Map* map = value.as_map()) {
        for (const auto& [key, item] : *map)
            add(canonical_json(Value(key)) + separator + literal(item, separator, scalar));
        return "{" + text + "}";
    }
    return scalar(value);
}

std::optional<std::string> unwritable_scalar(DocumentFormat format, const Value& value) {
    if (format == DocumentFormat::json && !is_finite(value)) return "JSON has no such number";
    if (format == DocumentFormat::python && !is_finite(value) && std::isnan(*value.as_float()))
        return "Python has no literal for it";
    if (format != DocumentFormat::toml) return std::nullopt;
    if (value.is_null()) return "TOML has no null";
    if (value.as_integer() && !value.as_integer()->to_int64()) return "whole numbers of TOML have 64 bits";
    return std::nullopt;
}

}  // namespace

std::optional<std::string> unwritable(DocumentFormat format, const Value& value) {
    if (const Value::List* list = value.as_list()) {
        for (const Value& item : *list)
            if (auto reason = unwritable(format, item)) return reason;
        return std::nullopt;
    }
    if (const Value::Map* map = value.as_map()) {
        for (const auto& entry : *map)
            if (auto reason = unwritable(format, entry.second)) return reason;
        return std::nullopt;
    }
    return unwritable_scalar(format, value);
}

std::string toml_literal(const Value& value) {
    return literal(value, " = ", [](const Value& scalar) {
        if (is_finite(scalar)) return canonical_json(scalar);
        const double number = *scalar.as_float();
        return std::string(std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
    });
}

std::string python_literal(const Value& value) {
    return literal(value, ": ", [](const Value& scalar) {
        if (scalar.is_null()) return std::string("None");
        if (const bool* flag = scalar.as_bool()) return std::string(*flag ? "True" : "False");
        // Too large for a float, and thereby infinite: the only literal for it.
        if (!is_finite(scalar)) return std::string(*scalar.as_float() > 0 ? "1e999" : "-1e999");
        return canonical_json(scalar);
    });
}

}  // namespace mlpipe::document
