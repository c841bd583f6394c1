#include "dvc_translation.hpp"

#include <algorithm>

namespace mlpipe {

Node text_node(const std::string& text) {
    return Node::make_scalar(text, text, false, {});
}

void put(Node& map, const std::string& key, Node value) {
    for (Node::Entry& entry : map.entries()) {
        if (entry.key != key) continue;
        entry.value = std::move(value);
        return;
    }
    map.add(key, {}, std::move(value));
}

void drop(Node& map, std::string_view key) {
    std::erase_if(map.entries(), [&](const Node::Entry& entry) { return entry.key == key; });
}

}  // namespace mlpipe
