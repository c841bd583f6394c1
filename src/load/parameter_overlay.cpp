#include "mlpipe/load/parameter_overlay.hpp"

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/node.hpp"
#include "mlpipe/document/replace_value.hpp"
#include "mlpipe/document/writing.hpp"

namespace mlpipe {
namespace {

class Overlay {
  public:
    Overlay(const ParameterFileText& base, const ParameterFileText& over)
        : text_(base.text),
          base_(parse_document(base.text, base.file)),
          over_(parse_document(over.text, over.file)) {}

    OverlaidParameters merge() {
        // An empty file says nothing.
        if (!over_.root.is_null()) merge(base_.root, over_.root, {});
        if (!problems_.empty()) throw PipelineError(std::move(problems_));
        OverlaidParameters result;
        for (const Replacement& replacement : replacements_) result.keys.push_back(dotted(replacement.keys));
        result.text = is_edited() ? edited() : document_text(base_);
        return result;
    }

  private:
    using Keys = std::vector<std::string>;
    struct Replacement {
        Keys keys;
        Value value;
    };

    static std::string dotted(const Keys& keys) {
        std::string text;
        for (const std::string& key : keys) text += (text.empty() ? "" : ".") + key;
        return text;
    }

    // What a program reads with more in it than values is changed in its text, and keeps the rest.
    bool is_edited() const {
        const DocumentFormat format = document_format(base_.file);
        return format == DocumentFormat::toml || format == DocumentFormat::python;
    }

    std::string edited() const {
        std::string text(text_);
        for (const Replacement& replacement : replacements_)
            text = replace_value(text, base_.file, replacement.keys, replacement.value);
        return text;
    }

    void merge(Node& base, const Node& over, const Keys& keys) {
        // Below an empty map there is no key that could be misspelt.
        if (!base.is_map() || base.entries().empty()) return replace(base, over, keys);
        const std::string key = dotted(keys);
        const std::string shown = key.empty() ? over_.file : "'" + path::printable(key) + "'";
        if (!over.is_map())
            return add(over.position(), shown + " is " + over.describe() + ", but a map in " + base_.file +
                                            "; name the keys of it that are to change");
        for (const Node::Entry& entry : over.entries()) {
            Keys below = keys;
            below.push_back(entry.key);
            if (Node* found = find(base, entry.key)) {
                merge(*found, entry.value, below);
                continue;
            }
            std::vector<std::string> known;
            for (const Node::Entry& other : base.entries()) known.push_back(other.key);
            add(entry.key_position, "'" + path::printable(dotted(below)) + "' is no parameter of " +
                                        base_.file + text::did_you_mean(entry.key, known));
        }
    }

    void replace(Node& base, const Node& over, const Keys& keys) {
        if (over.is_map() && !base.is_map() && !base.is_null())
            return add(over.position(), "'" + path::printable(dotted(keys)) + "' is a map, but " +
                                            base.describe() + " in " + base_.file);
        base = over;
        replacements_.push_back({keys, over.to_value()});
    }

    static Node* find(Node& map, const std::string& key) {
        for (Node::Entry& entry : map.entries())
            if (entry.key == key) return &entry.value;
        return nullptr;
    }

    void add(Position position, std::string message) {
        problems_.push_back({over_.file, position, std::move(message)});
    }

    std::string_view text_;  // of the base
    Document base_, over_;
    std::vector<Replacement> replacements_;
    std::vector<Diagnostic> problems_;
};

}  // namespace

OverlaidParameters overlay_parameters(const ParameterFileText& base, const ParameterFileText& over) {
    return Overlay(base, over).merge();
}

}  // namespace mlpipe
