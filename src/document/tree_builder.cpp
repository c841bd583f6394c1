#include "tree_builder.hpp"

#include <algorithm>
#include <numeric>

#include "mlpipe/base/path.hpp"
#include "quotes.hpp"
#include "scalar.hpp"

namespace mlpipe::document {
namespace {

// Far beyond any file that a person writes: nodes are limited, and so must be the text they repeat.
constexpr std::size_t most_alias_bytes = 64 << 20;

Position position_of(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
}

bool is_blank_or_end(std::string_view text, std::size_t at) {
    return at >= text.size() || text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n';
}

std::string place(Position position) {
    return "line " + std::to_string(position.line) + ", column " + std::to_string(position.column);
}

std::string readable_tag(std::string_view tag) {
    constexpr std::string_view core = "tag:yaml.org,2002:";
    if (tag.starts_with(core)) return "!!" + path::printable(tag.substr(core.size()));
    return path::printable(tag);
}

}  // namespace

void TreeBuilder::fail(Position position, std::string message) {
    diagnostics_.push_back({file_, position, std::move(message)});
    throw Stop{};
}

void TreeBuilder::count(Position position, std::size_t nodes) {
    total_ += nodes;
    if (total_ > limits_.most_nodes) {
        fail(position, "the document has more than " + std::to_string(limits_.most_nodes) +
                           " values after its aliases are expanded");
    }
}

TreeBuilder::Anchor& TreeBuilder::anchor(std::size_t id) {
    if (anchors_.size() <= id) anchors_.resize(id + 1);
    return anchors_[id];
}

void TreeBuilder::define(std::size_t anchor_id, const Node& scalar) {
    if (anchor_id == 0) return;
    anchor(anchor_id).scalar = scalar;
    anchor(anchor_id).extent.bytes = scalar.raw().size();
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
    if (seen_document_) {
        fail(position_of(mark),
             "a second document starts here, or text follows the end of the first; expected one");
    }
    seen_document_ = true;
}

void TreeBuilder::check_last_quote() {
    if (!last_marked_scalar_) return;
    const std::size_t begin = skip_properties(text_, static_cast<std::size_t>(last_marked_scalar_->pos));
    if (begin >= text_.size() || (text_[begin] != '"' && text_[begin] != '\'')) return;
    if (end_of_quoted(text_, begin)) return;
    diagnostics_.push_back(
        {file_, position_of(*last_marked_scalar_), "the quote that opens here is never closed"});
}

// yaml-cpp tells only that there is a null: "~", "null" or nothing stands at the mark, which for nothing is
// that of whatever comes next, maybe a key that happens to be called null.
std::string TreeBuilder::null_text(const YAML::Mark& mark) const {
    if (mark.pos < 0) return "";
    const auto start = static_cast<std::size_t>(mark.pos);
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
        if (text_.substr(std::min(start, text_.size()), word.size()) != word) continue;
        std::size_t after = start + word.size();
        if (!is_blank_or_end(text_, after) &&
            std::string_view(",]}:").find(text_[after]) == std::string_view::npos) {
            continue;  // the beginning of a longer word
        }
        while (after < text_.size() && (text_[after] == ' ' || text_[after] == '\t')) ++after;
        const bool is_key = after < text_.size() && text_[after] == ':' && is_blank_or_end(text_, after + 1);
        if (!is_key || expects_key()) return std::string(word);
    }
    return "";
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t id) {
    Position position = position_of(mark);
    count(position, 1);
    std::string text = null_text(mark);
    if (expects_key()) {
        if (text.empty()) fail(position, "a key is missing before ':'");
        take_key(Node::make_scalar({}, std::move(text), false, position), id);
        return;
    }
    if (text.empty() && !frames_.empty() && frames_.back().key) position = frames_.back().key->position();
    take_scalar(Node::make_scalar({}, std::move(text), false, position), id);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t id,
                           const std::string& value) {
    const Position position = position_of(mark);
    count(position, 1);
    if (tag != "?" && !mark.is_null()) last_marked_scalar_ = mark;
    if (!expects_key()) return take_scalar(resolve(position, tag, value), id);
    const bool merges = value == "<<" && (tag == "?" || tag == "tag:yaml.org,2002:merge");
    tree_.merges = tree_.merges || merges;
    take_key(merges ? Node::make_scalar(merge_marker, std::string(merge_marker), false, position)
                    : resolve(position, tag, value),
             id);
}

// What the text is by its tag, or by how it looks.
Node TreeBuilder::resolve(Position position, const std::string& tag, const std::string& value) {
    if (tag.empty() || tag == "?") return Node::make_scalar(resolve_plain(value), value, false, position);
    bool known = false;
    std::optional<Value> resolved = resolve_tagged(tag, value, known);
    if (!known) {
        fail(position, "the tag '" + readable_tag(tag) +
                           "' is not known; expected none, or !!str, !!int, !!float, !!bool or !!null");
    }
    if (!resolved) fail(position, "'" + path::printable(value) + "' is no " + readable_tag(tag));
    const bool is_text = resolved->as_string() != nullptr;
    return Node::make_scalar(std::move(*resolved), value, is_text, position);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t id) {
    const Position position = position_of(mark);
    const Anchor& target = anchor(id);
    if (target.open) fail(position, "this alias stands inside the value it refers to: a cycle");
    count(position, target.extent.nodes);
    alias_bytes_ += target.extent.bytes;
    if (alias_bytes_ > most_alias_bytes)
        fail(position, "the aliases of the document stand for too much text");
    if (expects_key()) {
        if (!target.scalar) fail(position, "a key must be a scalar; this alias stands for a list or a map");
        take_key(Node::make_scalar(target.scalar->scalar(), target.scalar->raw(), target.scalar->quoted(),
                                   position),
                 0);
        return;
    }
    if (target.scalar) {
        take_scalar(*target.scalar, 0);
        return;
    }
    if (frames_.size() + target.extent.height > limits_.most_depth) {
        fail(position,
             "nested more than " + std::to_string(limits_.most_depth) + " deep, through this alias");
    }
    tree_.aliases.push_back({started_, id});
    ++started_;
    attach(Node::make_scalar({}, "", false, position), target.extent);
}

void TreeBuilder::take_key(Node key, std::size_t anchor_id) {
    define(anchor_id, key);
    Frame& frame = frames_.back();
    frame.extent.nodes += 1;
    frame.extent.bytes += key.raw().size();
    frame.key = std::move(key);
}

void TreeBuilder::take_scalar(Node node, std::size_t anchor_id) {
    define(anchor_id, node);
    ++started_;
    const std::size_t bytes = node.raw().size();
    attach(std::move(node), {1, 0, bytes});
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t id,
                                  YAML::EmitterStyle::value) {
    open(Node::make_list(position_of(mark)), tag, "tag:yaml.org,2002:seq", id);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t id,
                             YAML::EmitterStyle::value) {
    open(Node::make_map(position_of(mark)), tag, "tag:yaml.org,2002:map", id);
}

void TreeBuilder::open(Node node, const std::string& tag, std::string_view expected_tag,
                       std::size_t anchor_id) {
    const Position position = node.position();
    count(position, 1);
    if (expects_key()) fail(position, "a key must be a scalar, not " + node.describe());
    if (!tag.empty() && tag != "?" && tag != "!" && tag != expected_tag) {
        fail(position, "the tag '" + readable_tag(tag) + "' does not fit " + node.describe());
    }
    if (frames_.size() >= limits_.most_depth) {
        fail(position, "nested more than " + std::to_string(limits_.most_depth) + " deep");
    }
    if (anchor_id != 0) {
        tree_.anchors.push_back({started_, anchor_id});
        anchor(anchor_id).open = true;
    }
    ++started_;
    Frame frame;
    frame.node = std::move(node);
    frame.anchor = anchor_id;
    frames_.push_back(std::move(frame));
}

void TreeBuilder::close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.node.is_map()) check_duplicates(frame.node);
    if (frame.anchor != 0) {
        anchor(frame.anchor).open = false;
        anchor(frame.anchor).extent = frame.extent;
    }
    attach(std::move(frame.node), frame.extent);
}

void TreeBuilder::attach(Node node, Extent extent) {
    if (frames_.empty()) {
        tree_.root = std::move(node);
        return;
    }
    Frame& frame = frames_.back();
    frame.extent.nodes += extent.nodes;
    frame.extent.bytes += extent.bytes;
    frame.extent.height = std::max(frame.extent.height, extent.height + 1);
    if (frame.node.is_list()) {
        frame.node.add(std::move(node));
    } else {
        frame.node.add(frame.key->raw(), frame.key->position(), std::move(node), frame.key->kind());
        frame.key.reset();
    }
}

void TreeBuilder::check_duplicates(const Node& map) {
    const auto& entries = map.entries();
    std::vector<std::size_t> order(entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return entries[a].key < entries[b].key; });
    for (std::size_t i = 1; i < order.size(); ++i) {
        const Node::Entry& first = entries[order[i - 1]];
        const Node::Entry& second = entries[order[i]];
        if (first.key != second.key) continue;
        const std::string shown = second.key == merge_marker ? "<<" : path::printable(second.key);
        diagnostics_.push_back(
            {file_, second.key_position,
             "the key '" + shown + "' stands twice in this map; before it at " + place(first.key_position)});
    }
}

}  // namespace mlpipe::document
