#include "rule_reader.hpp"

#include <string>
#include <vector>

namespace mlpipe::load {

std::optional<double> RuleReader::mostly(const Node& node, std::string_view key) {
    const auto number = node.scalar().number();
    if (number && *number > 0 && *number <= 1) return number;
    problems_.wrong(node, key, "a share of the rows above 0 and up to 1, such as 0.99");
    return std::nullopt;
}

std::optional<GateSeverity> RuleReader::severity(const Node& node, std::string_view key) {
    const std::string* word = node.scalar().as_string();
    const auto severity = word ? parse_gate_severity(*word) : std::nullopt;
    if (!severity) problems_.wrong(node, key, "error or warn");
    return severity;
}

std::optional<double> RuleReader::share(const Node& node, std::string_view key, bool& valid) {
    const std::string* word = node.scalar().as_string();
    const auto number = node.scalar().number();
    valid = true;
    if (word && *word == "forbid") return 0.0;
    if (word && *word == "allow") return std::nullopt;
    if (number && *number >= 0 && *number < 1) return number;
    valid = false;
    problems_.wrong(node, key, "forbid, allow or a share of the rows such as 0.05");
    return std::nullopt;
}

RuleDefaults RuleReader::defaults(const Node& map, RuleDefaults outer) {
    if (const Node* node = map.find("mostly")) outer.mostly = mostly(*node, "mostly").value_or(1);
    if (const Node* node = map.find("severity"))
        outer.severity = severity(*node, "severity").value_or(GateSeverity::error);
    return outer;
}

ReadRule RuleReader::read(const Node::Entry& entry, RuleKind kind, const RuleDefaults& defaults) {
    ReadRule read;
    read.rule.kind = kind;
    read.rule.mostly = defaults.mostly;
    read.rule.severity = defaults.severity;
    read.rule.position = entry.key_position;
    if (!entry.value.is_map()) {
        read.value = &entry.value;
        return read;
    }
    for (const Node::Entry& part : entry.value.entries()) {
        const std::string key = entry.key + ": " + part.key;
        if (part.key == "value")
            read.value = &part.value;
        else if (part.key == "mostly")
            read.rule.mostly = mostly(part.value, key).value_or(1);
        else if (part.key == "severity")
            read.rule.severity = severity(part.value, key).value_or(GateSeverity::error);
        else
            problems_.unknown_key(part, "'" + entry.key + "'",
                                  std::vector<std::string>{"value", "mostly", "severity"});
    }
    if (!read.value)
        problems_.wrong(entry.value, entry.key,
                        "a value, or a map with 'value' such as {value: 0, mostly: 0.99}");
    return read;
}

}  // namespace mlpipe::load
