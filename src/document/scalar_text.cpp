#include "scalar_text.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/base/json.hpp"
#include "python_strings.hpp"
#include "quotes.hpp"
#include "toml_text.hpp"

namespace mlpipe::document {
namespace {

// Strings that follow each other on a line are one.
std::size_t end_of_python_strings(std::string_view text, std::size_t begin) {
    std::size_t end = begin;
    for (std::size_t at = begin; at < text.size() && python_string_prefix(text, at);) {
        const auto past = end_of_python_string(text, at);
        if (!past) break;
        end = *past;
        at = std::min(text.find_first_not_of(" \t", end), text.size());
    }
    return end;
}

bool is_finite(const Value& value) {
    const double* number = value.as_float();
    return !number || std::isfinite(*number);
}

std::string python_form(const Value& value) {
    if (value.is_null()) return "None";
    if (const bool* flag = value.as_bool()) return *flag ? "True" : "False";
    // Too large for a float, and thereby infinite: the only literal for it.
    if (!is_finite(value)) return *value.as_float() > 0 ? "1e999" : "-1e999";
    return canonical_json(value);
}

std::string toml_form(const Value& value) {
    if (is_finite(value)) return canonical_json(value);
    return std::isnan(*value.as_float()) ? "nan" : *value.as_float() > 0 ? "inf" : "-inf";
}

// In the quotes that stand there, where nothing in the text needs an escape.
std::optional<std::string> in_same_quotes(const std::string& text, std::string_view replaced) {
    const std::size_t quote = replaced.find_first_of("'\"");
    const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
        return c == '\'' || c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
    if (quote == std::string_view::npos || !plain) return std::nullopt;
    return replaced[quote] + text + replaced[quote];
}

}  // namespace

std::optional<std::size_t> scalar_length(DocumentFormat format, std::string_view text, std::size_t begin,
                                         const Node& scalar) {
    const char first = begin < text.size() ? text[begin] : '\0';
    if (format == DocumentFormat::python && scalar.quoted())
        return end_of_python_strings(text, begin) - begin;
    if (format == DocumentFormat::toml)
        return scalar.quoted() ? end_of_toml_string(text, begin) - begin : scalar.raw().size();
    if (format != DocumentFormat::python &&
        (first == '"' || (first == '\'' && format == DocumentFormat::yaml)))
        return end_of_quoted(text, begin).value_or(text.size()) - begin;
    if (text.substr(begin, scalar.raw().size()) != scalar.raw()) return std::nullopt;
    return scalar.raw().size();
}

std::optional<std::string> unwritable(DocumentFormat format, const Value& value) {
    if (format == DocumentFormat::json && !is_finite(value)) return "JSON has no such number";
    if (format == DocumentFormat::python && !is_finite(value) && std::isnan(*value.as_float()))
        return "Python has no literal for it";
    if (format != DocumentFormat::toml) return std::nullopt;
    if (value.is_null()) return "TOML has no null";
    if (value.as_integer() && !value.as_integer()->to_int64()) return "whole numbers of TOML have 64 bits";
    return std::nullopt;
}

std::vector<std::string> scalar_forms(DocumentFormat format, const std::string& given, const Value& value,
                                      std::string_view replaced) {
    if (format == DocumentFormat::yaml || format == DocumentFormat::json) {
        std::vector<std::string> forms{given};
        if (is_finite(value)) forms.push_back(canonical_json(value));
        return forms;
    }
    const std::string form = format == DocumentFormat::python ? python_form(value) : toml_form(value);
    const std::string* text = value.as_string();
    // A date of TOML stands without quotes, and stays a date if it can.
    const bool unquoted = replaced.find_first_of("'\"") == std::string_view::npos;
    if (!text || (unquoted && format == DocumentFormat::toml)) return {given, form};
    if (const auto quoted = in_same_quotes(*text, replaced)) return {*quoted, form};
    return {form};
}

}  // namespace mlpipe::document
