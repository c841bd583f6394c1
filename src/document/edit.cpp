// The positions of the parsed tree say where; afterwards the new text is parsed again, and anything but the
// one change wanted is refused.
#include "mlpipe/document/edit.hpp"

#include <algorithm>

#include "mlpipe/base/json.hpp"
#include "mlpipe/document/node.hpp"

namespace mlpipe {
namespace {

using Keys = std::vector<std::string>;

const Node::Entry* entry_of(const Node& map, const std::string& key) {
    for (const Node::Entry& entry : map.entries())
        if (entry.key == key) return &entry;
    return nullptr;
}

bool is_plain(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.' || c == '/';
    });
}

// As a person would write it: in quotes only where it must be.
std::string written(const std::string& text) {
    const bool same = is_plain(text) && parse_yaml_value(text) == Value(text);
    return same ? text : canonical_json(Value(text));
}

// The lines of keys, each deeper than the one before, and the value at the last.
std::string lines_of(const Keys& keys, std::size_t from, const std::string& value, std::size_t indent) {
    std::string lines;
    for (std::size_t i = from; i < keys.size(); ++i, indent += 2) {
        lines += std::string(indent, ' ') + written(keys[i]) + ":";
        lines += i + 1 == keys.size() ? " " + written(value) + "\n" : "\n";
    }
    return lines;
}

std::size_t line_start(std::string_view text, std::uint32_t line) {
    std::size_t at = 0;
    for (std::uint32_t i = 1; i < line && at < text.size(); ++i) {
        const std::size_t end = text.find('\n', at);
        at = end == std::string_view::npos ? text.size() : end + 1;
    }
    return at;
}

std::size_t line_end(std::string_view text, std::size_t at) {
    const std::size_t end = text.find('\n', at);
    return end == std::string_view::npos ? text.size() : end + 1;
}

// Past the lines that belong to what begins on the line at `start`: deeper ones, and what lies between them.
std::size_t block_end(std::string_view text, std::size_t start, std::size_t indent) {
    std::size_t end = line_end(text, start);
    for (std::size_t at = end; at < text.size();) {
        const std::size_t next = line_end(text, at);
        const std::string_view line = text.substr(at, next - at);
        const std::size_t first = line.find_first_not_of(' ');
        const bool blank = first == std::string_view::npos || line[first] == '\n' || line[first] == '\r';
        if (!blank && first <= indent) break;
        if (!blank) end = next;
        at = next;
    }
    return end;
}

Value value_of(std::string_view text, const std::string& file) {
    return parse_yaml(text, file).root.to_value();
}

void set_at(Value& value, const Keys& keys, std::size_t from, const std::string& text) {
    if (from == keys.size()) {
        value = Value(text);
        return;
    }
    const Value* there = value.find(keys[from]);
    Value below = there ? *there : Value();
    set_at(below, keys, from + 1, text);
    value.set(keys[from], std::move(below));
}

// Whether nothing is left of the map.
bool erase_at(Value& value, const Keys& keys, std::size_t from) {
    Value::Map& map = *value.as_map();
    const auto found =
        std::find_if(map.begin(), map.end(), [&](const auto& entry) { return entry.first == keys[from]; });
    if (from + 1 == keys.size() || erase_at(found->second, keys, from + 1)) map.erase(found);
    return map.empty();
}

bool reads_as(const std::string& edited, const std::string& file, const Value& wanted) {
    try {
        return value_of(edited, file) == wanted;
    } catch (const Error&) {
        return false;
    }
}

std::string ended(std::string_view text) {
    std::string whole(text);
    if (!whole.empty() && !whole.ends_with('\n')) whole += '\n';
    return whole;
}

}  // namespace

std::string put_entry(std::string_view original, const std::string& file, const Keys& keys,
                      const std::string& value) {
    const std::string text = ended(original);
    const Document document = parse_yaml(text, file);
    const Node* node = &document.root;
    std::size_t depth = 0;
    const Node::Entry* above = nullptr;
    while (depth < keys.size() && node->is_map()) {
        const Node::Entry* entry = entry_of(*node, keys[depth]);
        if (!entry) break;
        above = entry;
        node = &entry->value;
        ++depth;
    }
    Value wanted = document.root.is_null() ? Value(Value::Map{}) : document.root.to_value();
    std::string edited = text;
    if (depth == keys.size()) {
        std::string dotted;
        for (const std::string& key : keys) dotted += (dotted.empty() ? "" : ".") + key;
        return replace_scalar(text, file, dotted, written(value));
    }
    if (above == nullptr) {
        edited += lines_of(keys, 0, value, 0);
    } else {
        // Before the first entry of the map, or below a key that has nothing yet.
        const bool filled = node->is_map() && !node->entries().empty();
        const Position first = filled ? node->entries().front().key_position : above->key_position;
        const std::size_t indent = filled ? first.column - 1 : above->key_position.column + 1;
        std::size_t at = line_start(text, first.line);
        if (!filled) at = line_end(text, at);
        edited.insert(at, lines_of(keys, depth, value, indent));
    }
    set_at(wanted, keys, 0, value);
    if (reads_as(edited, file, wanted)) return edited;
    throw PipelineError({{file, above ? above->key_position : Position{},
                          "this is written in a way that nothing can be added to; write it yourself:\n" +
                              lines_of(keys, 0, value, 0)}});
}

std::string remove_entry(std::string_view original, const std::string& file, const Keys& keys) {
    const std::string text = ended(original);
    const Document document = parse_yaml(text, file);
    const Node* node = &document.root;
    // The outermost entry that would be left with nothing.
    const Node::Entry* removed = nullptr;
    for (const std::string& key : keys) {
        const Node::Entry* entry = node->is_map() ? entry_of(*node, key) : nullptr;
        if (!entry) return std::string(original);
        if (removed == nullptr || node->entries().size() > 1) removed = entry;
        node = &entry->value;
    }
    Value wanted = document.root.to_value();
    const bool nothing_left = erase_at(wanted, keys, 0);
    const std::size_t start = line_start(text, removed->key_position.line);
    std::string edited = text;
    edited.erase(start, block_end(text, start, removed->key_position.column - 1) - start);
    if (reads_as(edited, file, nothing_left ? Value() : wanted)) return edited;
    throw PipelineError({{file, removed->key_position, "this cannot be removed by itself; edit the file"}});
}

}  // namespace mlpipe
