#include "text_form.hpp"

#include <set>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/python_float.hpp"
#include "mlpipe/base/text.hpp"

namespace mlpipe::templating {
namespace {

std::string hexadecimal_escape(char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    return std::string("\\x") + digits[byte >> 4] + digits[byte & 0xF];
}

std::string repr(std::string_view text) {
    const bool doubled =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
    const char quote = doubled ? '"' : '\'';
    std::string result(1, quote);
    for (const char c : text) {
        if (c == '\n')
            result += "\\n";
        else if (c == '\t')
            result += "\\t";
        else if (c == '\r')
            result += "\\r";
        else if (c == '\\' || c == quote)
            result += std::string("\\") + c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            result += hexadecimal_escape(c);
        else
            result += c;
    }
    return result + quote;
}

std::string repr(const Variable& variable) {
    std::string text;
    const auto separate = [&] { text += text.size() > 1 ? ", " : ""; };
    if (variable.is_list()) {
        text = "[";
        for (const VariablePointer& item : variable.items()) {
            separate();
            text += repr(*item);
        }
        return text + "]";
    }
    if (variable.is_map()) {
        text = "{";
        for (const auto& [key, value] : variable.entries()) {
            separate();
            text += repr(key) + ": " + repr(*value);
        }
        return text + "}";
    }
    const std::string* string = variable.value().as_string();
    return string ? repr(*string) : python_text(variable.value());
}

class ArgumentWriter {
  public:
    ArgumentWriter(const ArgumentStyle& style, std::string& problem) : style_(style), problem_(problem) {}

    bool write(const Variable& map, const std::string& prefix) {
        for (const auto& [key, value] : map.entries()) {
            const std::string name = prefix + key;
            if (value->is_map() ? !write(*value, name + ".") : !write_entry(name, *value)) return false;
        }
        return true;
    }

    std::string take() {
        while (text_.ends_with(' ')) text_.pop_back();
        return std::move(text_);
    }

  private:
    bool write_entry(const std::string& name, const Variable& value) {
        if (!names_.insert(name).second) {
            problem_ = "there are two arguments '" + path::printable(name) + "'";
            return false;
        }
        if (value.is_list()) return write_list(name, value);
        if (const bool* flag = value.value().as_bool()) {
            if (*flag)
                text_ += "--" + name + " ";
            else if (style_.negates_flags)
                text_ += "--no-" + name + " ";
        } else {
            text_ += "--" + name + " " + word(value.value()) + " ";
        }
        return true;
    }

    bool write_list(const std::string& name, const Variable& list) {
        bool is_first = true;
        for (const VariablePointer& item : list.items()) {
            if (!item->is_scalar()) {
                problem_ = "'" + path::printable(name) +
                           "' is a list of lists or maps, which no argument of a command can hold; expected "
                           "a single "
                           "value in each place";
                return false;
            }
            if (is_first || style_.repeats_lists) text_ += "--" + name + " ";
            text_ += word(item->value()) + " ";
            is_first = false;
        }
        return true;
    }

    static std::string word(const Value& value) {
        const std::string* string = value.as_string();
        return string ? text::shell_quoted(*string) : python_text(value);
    }

    const ArgumentStyle& style_;
    std::string& problem_;
    std::string text_;
    std::set<std::string> names_;
};

}  // namespace

std::string python_text(const Variable& collection) {
    return repr(collection);
}

std::string python_text(const Value& scalar) {
    if (const bool* flag = scalar.as_bool()) return *flag ? "True" : "False";
    if (const Integer* number = scalar.as_integer()) return number->text();
    if (const double* number = scalar.as_float()) return python_float(*number);
    const std::string* text = scalar.as_string();
    return text ? *text : "None";
}

std::string text_form(const Value& scalar) {
    if (const bool* flag = scalar.as_bool()) return *flag ? "true" : "false";
    return python_text(scalar);
}

std::optional<std::string> command_arguments(const Variable& map, const ArgumentStyle& style,
                                             std::string& problem) {
    ArgumentWriter writer(style, problem);
    if (!writer.write(map, "")) return std::nullopt;
    return writer.take();
}

}  // namespace mlpipe::templating
