#include "references.hpp"

#include <unordered_map>

namespace mlpipe::document {
namespace {

// Walks in the order of the text. An anchor closes before the first alias of it, so what is copied is
// complete, and nothing moves while pointers to anchored nodes are held.
class AliasFiller {
  public:
    AliasFiller(const std::vector<AnchorAt>& anchors, const std::vector<AnchorAt>& aliases)
        : next_anchor_(anchors.begin()),
          anchors_end_(anchors.end()),
          next_alias_(aliases.begin()),
          aliases_end_(aliases.end()) {}

    void fill(Node& node) {
        const std::size_t number = seen_++;
        if (next_alias_ != aliases_end_ && next_alias_->node == number) {
            node = *anchored_.at((next_alias_++)->anchor);
            return;
        }
        if (next_anchor_ != anchors_end_ && next_anchor_->node == number) {
            anchored_[(next_anchor_++)->anchor] = &node;
        }
        for (Node& item : node.items()) fill(item);
        for (Node::Entry& entry : node.entries()) fill(entry.value);
    }

  private:
    std::vector<AnchorAt>::const_iterator next_anchor_, anchors_end_, next_alias_, aliases_end_;
    std::unordered_map<std::size_t, const Node*> anchored_;
    std::size_t seen_ = 0;
};

class Merger {
  public:
    Merger(const std::string& file, std::vector<Diagnostic>& diagnostics)
        : file_(file), diagnostics_(diagnostics) {}

    void merge(Node& node) {
        for (Node& item : node.items()) merge(item);
        bool has_merge_key = false;
        for (Node::Entry& entry : node.entries()) {
            merge(entry.value);
            has_merge_key = has_merge_key || entry.key == merge_marker;
        }
        if (has_merge_key) apply(node);
    }

  private:
    // Explicit keys win over merged ones, and earlier merged maps over later ones. What is merged stands first, the last of
    // several maps before the others, and what wins takes the place of what it wins over: the order that Python's readers
    // of YAML give.
    void apply(Node& map) {
        std::vector<Node::Entry> own;
        Placed placed;
        for (Node::Entry& entry : map.entries()) {
            if (entry.key != merge_marker) {
                own.push_back(std::move(entry));
            } else if (entry.value.is_map()) {
                placed.put_all(entry.value.entries());
            } else if (entry.value.is_list()) {
                std::vector<Node>& maps = entry.value.items();
                for (auto one = maps.rbegin(); one != maps.rend(); ++one) {
                    if (one->is_map())
                        placed.put_all(one->entries());
                    else
                        complain(*one, one->position());
                }
            } else {
                complain(entry.value, entry.key_position);
            }
        }
        placed.put_all(own);
        map.entries() = std::move(placed.entries);
    }

    // Of two entries with one key the later one, at the place of the first.
    struct Placed {
        std::vector<Node::Entry> entries;
        std::unordered_map<std::string, std::size_t> places;

        void put_all(std::vector<Node::Entry>& from) {
            for (Node::Entry& entry : from) {
                const auto [found, is_new] = places.emplace(entry.key, entries.size());
                if (is_new)
                    entries.push_back(std::move(entry));
                else
                    entries[found->second] = std::move(entry);
            }
        }
    };

    void complain(const Node& value, Position position) {
        diagnostics_.push_back(
            {file_, position, "'<<' expects a map or a list of maps, not " + value.describe()});
    }

    const std::string& file_;
    std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

Node expand_references(Tree tree, const std::string& file, std::vector<Diagnostic>& diagnostics) {
    if (!tree.aliases.empty()) AliasFiller(tree.anchors, tree.aliases).fill(tree.root);
    if (tree.merges) Merger(file, diagnostics).merge(tree.root);
    return std::move(tree.root);
}

}  // namespace mlpipe::document
