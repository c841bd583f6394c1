#include "mlpipe/load/parameter_overlay.hpp"

#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "mlpipe/document/node.hpp"
#include "mlpipe/document/writing.hpp"

namespace mlpipe {
namespace {

class Overlay {
  public:
    Overlay(const ParameterFileText& base, const ParameterFileText& over)
        : base_(parse_document(base.text, base.file)), over_(parse_document(over.text, over.file)) {}

    OverlaidParameters merge() {
        // An empty file says nothing.
        if (!over_.root.is_null()) merge(base_.root, over_.root, "");
        if (!problems_.empty()) throw PipelineError(std::move(problems_));
        return {document_text(base_), std::move(keys_)};
    }

  private:
    void merge(Node& base, const Node& over, const std::string& key) {
        // Below an empty map there is no key that could be misspelt.
        if (!base.is_map() || base.entries().empty()) return replace(base, over, key);
        const std::string shown = key.empty() ? over_.file : "'" + path::printable(key) + "'";
        if (!over.is_map())
            return add(over.position(), shown + " is " + over.describe() + ", but a map in " + base_.file +
                                            "; name the keys of it that are to change");
        for (const Node::Entry& entry : over.entries()) {
            const std::string below = (key.empty() ? "" : key + ".") + entry.key;
            if (Node* found = find(base, entry.key)) {
                merge(*found, entry.value, below);
                continue;
            }
            std::vector<std::string> known;
            for (const Node::Entry& other : base.entries()) known.push_back(other.key);
            add(entry.key_position, "'" + path::printable(below) + "' is no parameter of " + base_.file +
                                        text::did_you_mean(entry.key, known));
        }
    }

    void replace(Node& base, const Node& over, const std::string& key) {
        if (over.is_map() && !base.is_map() && !base.is_null())
            return add(over.position(), "'" + path::printable(key) + "' is a map, but " + base.describe() +
                                            " in " + base_.file);
        base = over;
        keys_.push_back(key);
    }

    static Node* find(Node& map, const std::string& key) {
        for (Node::Entry& entry : map.entries())
            if (entry.key == key) return &entry.value;
        return nullptr;
    }

    void add(Position position, std::string message) {
        problems_.push_back({over_.file, position, std::move(message)});
    }

    Document base_, over_;
    std::vector<std::string> keys_;
    std::vector<Diagnostic> problems_;
};

}  // namespace

OverlaidParameters overlay_parameters(const ParameterFileText& base, const ParameterFileText& over) {
    const DocumentFormat format = document_format(base.file);
    if (format == DocumentFormat::toml || format == DocumentFormat::python)
        throw PipelineError({{over.file, {}, "only YAML and JSON can be laid over another file"}});
    return Overlay(base, over).merge();
}

}  // namespace mlpipe
