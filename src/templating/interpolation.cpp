#include "interpolation.hpp"

#include <algorithm>

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "reference.hpp"
#include "text_form.hpp"

namespace mlpipe::templating {
namespace {

[[noreturn]] void fail(const std::string& file, Position position, std::string message) {
    throw PipelineError({{file, position, std::move(message)}});
}

std::string shown(std::string_view inner) {
    return "'${" + path::printable(inner) + "}'";
}

// Calls `visit(text, position)` for each string of the tree, keys among them.
template <typename Visit>
void visit_texts(const Node& node, const Visit& visit) {
    if (node.is_string()) visit(node.raw(), node.position());
    for (const Node& item : node.items()) visit_texts(item, visit);
    for (const Node::Entry& entry : node.entries()) {
        visit(entry.key, entry.key_position);
        visit_texts(entry.value, visit);
    }
}

std::vector<std::string_view> checked_steps(std::string_view inner, const std::string& file,
                                            Position position) {
    if (auto steps = read_steps(inner)) return std::move(*steps);
    fail(file, position,
         shown(inner) + " cannot be read as a reference to a variable, such as ${name}, ${train.lr} or " +
             "${models[0]}; for a variable of the shell write $NAME or \\${NAME}");
}

const VariablePointer& named(const Interpolation& here, std::string_view inner, Position position) {
    const std::vector<std::string_view> steps = checked_steps(inner, here.file, position);
    if (const VariablePointer* found = here.variables.find(steps)) return *found;
    std::string name;
    for (const std::string_view step : steps) name += (name.empty() ? "" : ".") + std::string(step);
    const std::string guess = text::did_you_mean(name, here.variables.names_nearby(steps));
    fail(here.file, position,
         "there is no variable '" + path::printable(name) + "'" +
             (guess.empty() ? "; for a variable of the shell write $NAME or \\${NAME}" : guess));
}

bool takes_collection(std::string_view key, const Variable& value) {
    return key.empty() || (key == "cmd" && value.is_map());
}

void check_kind(const Interpolation& here, const Variable& value, std::string_view key,
                std::string_view inner, Position position) {
    if (value.is_scalar() || takes_collection(key, value)) return;
    fail(here.file, position,
         shown(inner) + " is " + std::string(value.describe()) + "; expected a single value");
}

std::string embedded(const Interpolation& here, const Variable& value, Position position) {
    if (value.is_scalar()) return text_form(value.value());
    if (value.is_list()) return python_text(value);
    std::string problem;
    if (auto arguments = command_arguments(value, here.arguments, problem)) return std::move(*arguments);
    fail(here.file, position, std::move(problem));
}

// A text that is one ${...} and nothing else.
std::optional<Reference> whole_reference(const std::string& text) {
    if (!text.starts_with("${") || !text.ends_with('}')) return std::nullopt;
    const std::vector<Reference> references = find_references(text);
    if (references.size() != 1 || references.front().end != text.size()) return std::nullopt;
    return references.front();
}

// Of two keys that become the same the later one counts, at the place of the first.
void put(Node& map, std::string key, Position position, Node value) {
    for (Node::Entry& entry : map.entries()) {
        if (entry.key != key) continue;
        entry.value = std::move(value);
        return;
    }
    map.add(std::move(key), position, std::move(value));
}

}  // namespace

void check_references(const Node& node, const std::string& file) {
    visit_texts(node, [&](const std::string& text, Position position) {
        for (const Reference& reference : find_references(text))
            static_cast<void>(checked_steps(reference.inner, file, position));
    });
}

void forbid_references(const Node& node, std::string_view where, const std::string& file) {
    visit_texts(node, [&](const std::string& text, Position position) {
        if (has_reference(text))
            fail(file, position,
                 "'${...}' is not resolved here: " + std::string(where) + " cannot name variables");
    });
}

std::string Interpolation::resolve_text(const std::string& text, Position position,
                                        std::string_view key) const {
    if (text.find("${") == std::string::npos) return text;
    std::string result;
    std::size_t done = 0;
    for (const Reference& reference : find_references(text)) {
        const Variable& value = *named(*this, reference.inner, position);
        check_kind(*this, value, key, reference.inner, position);
        result.append(text, done, reference.begin - done);
        result += embedded(*this, value, position);
        done = reference.end;
    }
    result.append(text, done);
    return without_escapes(result);
}

std::string Interpolation::resolve_key(const Node::Entry& entry, std::string_view key) const {
    std::string text = resolve_text(entry.key, entry.key_position, key);
    const auto whole = whole_reference(entry.key);
    if (!whole) return text;
    const Variable& variable = *named(*this, whole->inner, entry.key_position);
    if (!variable.is_scalar()) return text;
    // A key that is nothing, in the words of YAML; and a text as it is: escapes in it are its own.
    if (variable.value().is_null()) return "null";
    const std::string* own = variable.value().as_string();
    return own ? *own : text;
}

Node Interpolation::resolve(const Node& node, std::string_view key) const {
    if (node.is_list()) {
        Node list = Node::make_list(node.position());
        list.items().reserve(node.items().size());
        for (const Node& item : node.items()) list.add(resolve(item, key));
        return list;
    }
    if (node.is_map()) {
        Node map = Node::make_map(node.position());
        bool are_fixed = true;
        for (const Node::Entry& entry : node.entries()) {
            if (entry.key.find("${") == std::string::npos) {
                map.add(entry.key, entry.key_position, resolve(entry.value, key));
                continue;
            }
            are_fixed = false;
            map.add(resolve_key(entry, key), entry.key_position, resolve(entry.value, key));
        }
        if (are_fixed) return map;
        Node merged = Node::make_map(node.position());
        for (Node::Entry& entry : map.entries())
            put(merged, std::move(entry.key), entry.key_position, std::move(entry.value));
        return merged;
    }
    if (!node.is_string() || node.raw().find("${") == std::string::npos) return node;
    if (const auto whole = whole_reference(node.raw())) {
        const VariablePointer& value = named(*this, whole->inner, node.position());
        check_kind(*this, *value, key, whole->inner, node.position());
        return value->to_node(node.position());
    }
    std::string text = resolve_text(node.raw(), node.position(), key);
    return Node::make_scalar(text, text, true, node.position());
}

std::string Item::text() const {
    return from_variable ? python_text(value->value()) : text_form(value->value());
}

std::string resolve_item_key(const Interpolation& interpolation, const Node::Entry& entry) {
    if (whole_reference(entry.key))
        fail(interpolation.file, entry.key_position,
             "'" + path::printable(entry.key) +
                 "' is a whole key of what foreach or matrix goes through, which DVC cannot resolve; "
                 "expected a part "
                 "of one");
    return interpolation.resolve_text(entry.key, entry.key_position, "");
}

Item resolve_item(const Interpolation& interpolation, const Node& node) {
    if (node.is_string()) {
        if (const auto whole = whole_reference(node.raw()))
            return {named(interpolation, whole->inner, node.position()), true};
        return {Variable::scalar(interpolation.resolve_text(node.raw(), node.position(), ""), nullptr),
                false};
    }
    if (node.is_list()) {
        std::vector<VariablePointer> items;
        items.reserve(node.items().size());
        for (const Node& item : node.items()) items.push_back(resolve_item(interpolation, item).value);
        return {Variable::list(std::move(items), nullptr), false};
    }
    if (node.is_map()) {
        Variable::Entries entries;
        for (const Node::Entry& entry : node.entries()) {
            if (!key_value(entry).as_string()) continue;
            entries.emplace_back(resolve_item_key(interpolation, entry),
                                 resolve_item(interpolation, entry.value).value);
        }
        return {Variable::map(std::move(entries), nullptr), false};
    }
    return {Variable::scalar(node.scalar(), nullptr), false};
}

}  // namespace mlpipe::templating
