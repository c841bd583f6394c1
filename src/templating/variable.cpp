#include "variable.hpp"

#include <algorithm>
#include <charconv>

#include "text_form.hpp"

namespace mlpipe::templating {
namespace {

// Below this a walk is as quick as an index.
constexpr std::size_t indexed_from = 16;

// As Python's int() reads it: a sign, and '_' between digits.
std::optional<std::int64_t> read_index(std::string_view text) {
    std::string digits;
    bool after_digit = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool is_digit = c >= '0' && c <= '9';
        if (is_digit || (at == 0 && c == '-'))
            digits += c;
        else if (!(at == 0 && c == '+') && !(c == '_' && after_digit && at + 1 < text.size()))
            return std::nullopt;
        after_digit = is_digit;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

}  // namespace

VariablePointer Variable::scalar(Value value, Source source) {
    auto variable = std::make_shared<Variable>();
    variable->value_ = std::move(value);
    variable->source_ = std::move(source);
    return variable;
}

VariablePointer Variable::list(std::vector<VariablePointer> items, Source source) {
    auto variable = std::make_shared<Variable>();
    variable->kind_ = Node::Kind::list;
    variable->items_ = std::move(items);
    variable->source_ = std::move(source);
    return variable;
}

VariablePointer Variable::map(Entries entries, Source source) {
    auto variable = std::make_shared<Variable>();
    variable->kind_ = Node::Kind::map;
    variable->source_ = std::move(source);
    variable->entries_ = std::move(entries);
    if (variable->entries_.size() >= indexed_from) {
        for (std::size_t at = 0; at < variable->entries_.size(); ++at)
            variable->index_.emplace(variable->entries_[at].first, at);
    }
    return variable;
}

VariablePointer Variable::from_node(const Node& node, const Source& source) {
    if (node.is_list()) {
        std::vector<VariablePointer> items;
        items.reserve(node.items().size());
        for (const Node& item : node.items()) items.push_back(from_node(item, source));
        return list(std::move(items), source);
    }
    if (node.is_map()) {
        Entries entries;
        entries.reserve(node.entries().size());
        for (const Node::Entry& entry : node.entries()) {
            if (key_value(entry).as_string()) entries.emplace_back(entry.key, from_node(entry.value, source));
        }
        return map(std::move(entries), source);
    }
    return scalar(node.scalar(), source);
}

std::string_view Variable::describe() const {
    return is_map() ? "a map" : is_list() ? "a list" : "a single value";
}

const VariablePointer* Variable::find(std::string_view step) const {
    if (is_list()) {
        const auto number = read_index(step);
        const auto size = static_cast<std::int64_t>(items_.size());
        if (!number || *number >= size || *number < -size) return nullptr;
        return &items_[static_cast<std::size_t>(*number < 0 ? *number + size : *number)];
    }
    if (!index_.empty()) {
        const auto found = index_.find(step);
        return found == index_.end() ? nullptr : &entries_[found->second].second;
    }
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const auto& entry) { return entry.first == step; });
    return found == entries_.end() ? nullptr : &found->second;
}

Node Variable::to_node(Position position) const {
    if (is_list()) {
        Node node = Node::make_list(position);
        for (const VariablePointer& item : items_) node.add(item->to_node(position));
        return node;
    }
    if (is_map()) {
        Node node = Node::make_map(position);
        for (const auto& [key, value] : entries_) node.add(key, position, value->to_node(position));
        return node;
    }
    const bool is_text = value_.as_string() != nullptr;
    return Node::make_scalar(value_, is_text ? *value_.as_string() : text_form(value_), is_text, position);
}

}  // namespace mlpipe::templating
