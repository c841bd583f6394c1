#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "mlpipe/base/json.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/writing.hpp"
#include "scalar.hpp"

namespace mlpipe {
namespace {

// Texts that YAML 1.1 takes for flags.
constexpr std::array<std::string_view, 6> flags_of_old{"yes", "no", "on", "off", "y", "n"};

bool reads_as_text(const std::string& text) {
    if (!document::resolve_plain(text).as_string()) return false;
    // Numbers with underscores or colons, dates, and much else that begins like a number.
    if (text.find_first_of("0123456789.+-") == 0 &&
        text.find_first_not_of("0123456789_:.+-eETZ ") == std::string::npos)
        return false;
    return std::find(flags_of_old.begin(), flags_of_old.end(), text::lower(text)) == flags_of_old.end();
}

bool is_block(const std::string& text) {
    return text.ends_with('\n') && !text.ends_with("\n\n") &&
           text.find_first_of("\r\t") == std::string::npos && text.front() != ' ' && text.front() != '\n';
}

void emit(YAML::Emitter& out, const std::string& text) {
    if (!text.empty() && is_block(text))
        out << YAML::Literal << text.substr(0, text.size() - 1);  // its end stands for a line break
    else if (!reads_as_text(text) || text.find('\n') != std::string::npos)
        out << YAML::DoubleQuoted << text;
    else
        out << text;
}

void emit(YAML::Emitter& out, const Value& value) {
    if (const Value::List* list = value.as_list()) {
        if (list->empty()) out << YAML::Flow;
        out << YAML::BeginSeq;
        for (const Value& item : *list) emit(out, item);
        out << YAML::EndSeq;
    } else if (const Value::Map* map = value.as_map()) {
        if (map->empty()) out << YAML::Flow;
        out << YAML::BeginMap;
        for (const auto& [key, entry] : *map) {
            out << YAML::Key;
            if (key.find('\n') == std::string::npos)
                emit(out, key);
            else
                out << YAML::DoubleQuoted << key;
            out << YAML::Value;
            emit(out, entry);
        }
        out << YAML::EndMap;
    } else if (const std::string* text = value.as_string()) {
        emit(out, *text);
    } else if (const double* number = value.as_float(); number && !std::isfinite(*number)) {
        out << (std::isnan(*number) ? ".nan" : *number < 0 ? "-.inf" : ".inf");
    } else if (value.is_null()) {
        out << YAML::Null;
    } else {
        out << canonical_json(value);
    }
}

}  // namespace

std::string yaml_text(const Value& value) {
    YAML::Emitter out;
    out.SetIndent(2);
    out.SetNullFormat(YAML::LowerNull);
    emit(out, value);
    return std::string(out.c_str()) + "\n";
}

}  // namespace mlpipe
