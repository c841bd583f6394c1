#include "scalar_text.hpp"

#include <algorithm>

#include "literal_text.hpp"
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

std::vector<std::string> scalar_forms(DocumentFormat format, const std::string& given, const Value& value,
                                      std::string_view replaced) {
    if (format == DocumentFormat::yaml || format == DocumentFormat::json) {
        std::vector<std::string> forms{given};
        if (!unwritable(DocumentFormat::json, value)) forms.push_back(canonical_json(value));
        return forms;
    }
    const std::string form = format == DocumentFormat::python ? python_literal(value) : toml_literal(value);
    const std::string* text = value.as_string();
    // A date of TOML stands without quotes, and stays a date if it can.
    const bool unquoted = replaced.find_first_of("'\"") == std::string_view::npos;
    if (!text || (unquoted && format == DocumentFormat::toml)) return {given, form};
    if (const auto quoted = in_same_quotes(*text, replaced)) return {*quoted, form};
    return {form};
}

}  // namespace mlpipe::document
