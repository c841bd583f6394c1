#include "mlpipe/document/node.hpp"

#include "mlpipe/base/path.hpp"
#include "scalar.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t longest_shown = 60;

std::string shortened(std::string_view text) {
    if (text.size() <= longest_shown) return path::printable(text);
    std::size_t end = longest_shown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return path::printable(text.substr(0, end)) + "...";
}

Node::Kind kind_of(const Value& value) {
    if (value.as_bool()) return Node::Kind::boolean;
    if (value.as_integer()) return Node::Kind::integer;
    if (value.as_float()) return Node::Kind::floating;
    if (value.as_string()) return Node::Kind::string;
    return Node::Kind::null;
}

}  // namespace

std::string Node::describe() const {
    switch (kind_) {
        case Kind::null:
            return "nothing";
        case Kind::boolean:
            return "the boolean " + raw_;
        case Kind::integer:
        case Kind::floating:
            return "the number " + shortened(raw_);
        case Kind::string:
            return "the string '" + shortened(raw_) + "'";
        case Kind::list:
            return "a list";
        case Kind::map:
            return "a map";
    }
    return "";
}

const Node* Node::find(std::string_view key) const {
    for (const Entry& entry : entries_) {
        if (entry.key == key) return &entry.value;
    }
    return nullptr;
}

Value Node::to_value() const {
    if (is_list()) {
        Value::List items;
        items.reserve(items_.size());
        for (const Node& item : items_) items.push_back(item.to_value());
        return items;
    }
    if (is_map()) {
        Value::Map entries;
        entries.reserve(entries_.size());
        for (const Entry& entry : entries_) entries.emplace_back(entry.key, entry.value.to_value());
        return entries;
    }
    return scalar_;
}

Node Node::make_scalar(Value value, std::string raw, bool quoted, Position position) {
    Node node;
    node.kind_ = kind_of(value);
    node.quoted_ = quoted;
    node.position_ = position;
    node.scalar_ = std::move(value);
    node.raw_ = std::move(raw);
    return node;
}

Node Node::make_list(Position position) {
    Node node;
    node.kind_ = Kind::list;
    node.position_ = position;
    return node;
}

Node Node::make_map(Position position) {
    Node node;
    node.kind_ = Kind::map;
    node.position_ = position;
    return node;
}

void Node::add(Node item) {
    items_.push_back(std::move(item));
}

void Node::add(std::string key, Position key_position, Node value, Kind key_kind) {
    entries_.push_back({std::move(key), key_position, std::move(value), key_kind});
}

Value key_value(const Node::Entry& entry) {
    if (entry.key_kind == Node::Kind::string) return entry.key;
    if (entry.key_kind == Node::Kind::null) return {};
    Value value = document::resolve_plain(entry.key);
    // `!!float 1`
    if (entry.key_kind == Node::Kind::floating && value.as_integer()) return *value.number();
    return value;
}

}  // namespace mlpipe
