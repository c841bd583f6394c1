// Turns yaml-cpp's events into a tree of nodes. Aliases stay as places to fill in: what they would amount to
// is counted against the limits before anything is copied.
#pragma once
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/document/node.hpp"

namespace mlpipe::document {

// Where nodes stand in the order of the text (keys not counted), with the anchor they define or refer to.
struct AnchorAt {
    std::size_t node = 0;
    std::size_t anchor = 0;
};

// The key under which a merge key (an unquoted `<<`) waits: bytes that no valid text holds.
inline constexpr std::string_view merge_marker = "\xFF<<";

struct Tree {
    Node root;
    std::vector<AnchorAt> anchors, aliases;  // of lists and maps; each sorted by node
    bool merges = false;
};

class TreeBuilder final : public YAML::EventHandler {
  public:
    // Thrown out of the parser after a diagnostic was noted.
    struct Stop {};

    // `text` is what the parser reads: marks point into it.
    TreeBuilder(std::string_view text, const std::string& file, const DocumentLimits& limits)
        : text_(text), file_(file), limits_(limits) {}

    Tree take() { return std::move(tree_); }
    std::vector<Diagnostic>& diagnostics() { return diagnostics_; }

    // To be called when the parser is done: yaml-cpp takes the end of the text for a closing quote where a
    // line break comes before it.
    void check_last_quote();

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override { close(); }

  private:
    struct Extent {
        std::size_t nodes = 1;   // keys too, aliases expanded
        std::size_t height = 0;  // collections on the longest way down
        std::size_t bytes = 0;   // of the scalars
    };
    struct Anchor {
        bool open = false;
        Extent extent;
        std::optional<Node> scalar;
    };
    struct Frame {
        Node node;
        std::size_t anchor = 0;
        Extent extent{1, 1, 0};
        std::optional<Node> key;
    };

    [[noreturn]] void fail(Position position, std::string message);
    bool expects_key() const {
        return !frames_.empty() && frames_.back().node.is_map() && !frames_.back().key;
    }
    void count(Position position, std::size_t nodes);
    Anchor& anchor(std::size_t id);
    Node resolve(Position position, const std::string& tag, const std::string& value);
    void take_key(Node key, std::size_t anchor_id);
    void take_scalar(Node node, std::size_t anchor_id);
    void define(std::size_t anchor_id, const Node& scalar);
    void open(Node node, const std::string& tag, std::string_view expected_tag, std::size_t anchor_id);
    void close();
    void attach(Node node, Extent extent);
    void check_duplicates(const Node& map);
    std::string null_text(const YAML::Mark& mark) const;

    std::string_view text_;
    const std::string& file_;
    const DocumentLimits& limits_;
    std::vector<Diagnostic> diagnostics_;
    std::vector<Frame> frames_;
    std::vector<Anchor> anchors_;
    std::size_t started_ = 0;  // nodes that have begun, keys not counted
    std::size_t total_ = 0;    // nodes after expansion
    std::size_t alias_bytes_ = 0;
    std::optional<YAML::Mark> last_marked_scalar_;  // quoted or tagged
    bool seen_document_ = false;
    Tree tree_;
};

}  // namespace mlpipe::document
