#include "mlpipe/base/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view float_key = "$float";

// Most text is: printable ASCII without a quote or a backslash.
bool stands_for_itself(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

void append_escaped(std::string& out, std::string_view text) {
    if (stands_for_itself(text)) {
        out.append(1, '"').append(text).append(1, '"');
        return;
    }
    if (!path::is_utf8(text))
        throw Error(ErrorKind::failed,
                    "cannot write \"" + path::printable(text) + "\" as JSON: it is not UTF-8");
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += "\\u00";
                    out += digits[static_cast<unsigned char>(c) >> 4];
                    out += digits[static_cast<unsigned char>(c) & 15];
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

std::string float_text(double number) {
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
    static_cast<void>(error);
    std::string result(text.data(), end);
    if (result.find_first_of(".e") == std::string::npos) result += ".0";
    return result;
}

// One line with sorted keys, or indented lines in the order of the map.
class JsonWriter {
  public:
    explicit JsonWriter(bool pretty) : pretty_(pretty) {}

    void write(const Value& value, int indent) {
        if (const bool* flag = value.as_bool()) {
            out_ += *flag ? "true" : "false";
        } else if (const Integer* integer = value.as_integer()) {
            out_ += integer->text();
        } else if (const double* number = value.as_float()) {
            write_float(*number);
        } else if (const std::string* text = value.as_string()) {
            append_escaped(out_, *text);
        } else if (const Value::List* list = value.as_list()) {
            write_list(*list, indent);
        } else if (const Value::Map* map = value.as_map()) {
            write_map(*map, indent);
        } else {
            out_ += "null";
        }
    }

    std::string take() { return std::move(out_); }

  private:
    void write_float(double number) {
        if (std::isfinite(number)) {
            out_ += float_text(number);
            return;
        }
        const char* name = std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf";
        out_ += "{";
        append_escaped(out_, float_key);
        out_ += pretty_ ? ": " : ":";
        append_escaped(out_, name);
        out_ += "}";
    }

    void write_list(const Value::List& list, int indent) {
        out_ += '[';
        for (std::size_t i = 0; i < list.size(); ++i) {
            begin_item(i, indent + 1);
            write(list[i], indent + 1);
        }
        end_items(list.empty(), indent);
        out_ += ']';
    }

    void write_map(const Value::Map& map, int indent) {
        std::vector<const Value::Map::value_type*> entries;
        entries.reserve(map.size());
        for (const auto& entry : map) entries.push_back(&entry);
        if (!pretty_)
            std::sort(entries.begin(), entries.end(), [](auto* a, auto* b) { return a->first < b->first; });
        out_ += '{';
        for (std::size_t i = 0; i < entries.size(); ++i) {
            begin_item(i, indent + 1);
            append_escaped(out_, entries[i]->first);
            out_ += pretty_ ? ": " : ":";
            write(entries[i]->second, indent + 1);
        }
        end_items(map.empty(), indent);
        out_ += '}';
    }

    void begin_item(std::size_t index, int indent) {
        if (index > 0) out_ += ',';
        break_line(indent);
    }
    void end_items(bool none, int indent) {
        if (!none) break_line(indent);
    }
    void break_line(int indent) {
        if (!pretty_) return;
        out_ += '\n';
        out_.append(2 * static_cast<std::size_t>(indent), ' ');
    }

    bool pretty_;
    std::string out_;
};

}  // namespace

std::string canonical_json(const Value& value) {
    JsonWriter writer(false);
    writer.write(value, 0);
    return writer.take();
}

std::string pretty_json(const Value& value, int first_indent) {
    JsonWriter writer(true);
    writer.write(value, first_indent);
    return writer.take();
}

}  // namespace mlpipe
