#include "python_keys.hpp"

#include <array>
#include <cmath>
#include <cstdio>

#include "mlpipe/base/json.hpp"

namespace mlpipe::document {
namespace {

// A float that is whole is the integer with these digits.
std::string number_identity(double number) {
    if (std::isfinite(number) && number == std::trunc(number)) {
        std::array<char, 400> digits{};
        const int length = std::snprintf(digits.data(), digits.size(), "%.0f", number + 0.0);
        const std::string text(digits.data(), static_cast<std::size_t>(length));
        return "number " + (text == "-0" ? "0" : text);
    }
    return "number " + canonical_json(Value(number));
}

}  // namespace

std::string python_identity(const Node& node) {
    if (node.is_list()) {
        std::string identity = "tuple " + std::to_string(node.items().size());
        for (const Node& item : node.items()) {
            const std::string inner = python_identity(item);
            identity += " " + std::to_string(inner.size()) + ":" + inner;
        }
        return identity;
    }
    const Value& value = node.scalar();
    if (const bool* flag = value.as_bool()) return *flag ? "number 1" : "number 0";
    if (const Integer* number = value.as_integer()) return "number " + number->text();
    if (const double* number = value.as_float()) return number_identity(*number);
    if (node.is_string()) return (node.quoted() ? "text " : "written ") + node.raw();
    return "none";
}

std::string python_key_text(const Node& node) {
    if (const Integer* number = node.scalar().as_integer()) return number->text();
    const double* number = node.scalar().as_float();
    if (!number) return node.raw();
    return std::isfinite(*number) ? canonical_json(Value(*number)) : *number > 0 ? "inf" : "-inf";
}

}  // namespace mlpipe::document
