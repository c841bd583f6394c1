// What both directions need.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/document/node.hpp"

namespace mlpipe {

Node text_node(const std::string& text);
// Replaces the value of a map's entry, which keeps its place, or appends one.
void put(Node& map, const std::string& key, Node value);
void drop(Node& map, std::string_view key);

// The stages of a document with `change(name, definition)` made to each definition: of a foreach to what stands
// under `do`.
template <class Change>
Node change_stages(const Node& stages, const Change& change) {
    Node changed = stages;
    if (!changed.is_map()) return changed;
    for (Node::Entry& stage : changed.entries()) {
        if (!stage.value.is_map()) continue;
        Node* definition = &stage.value;
        for (Node::Entry& entry : stage.value.entries())
            if (entry.key == "do" && entry.value.is_map()) definition = &entry.value;
        change(stage.key, *definition);
    }
    return changed;
}

}  // namespace mlpipe
