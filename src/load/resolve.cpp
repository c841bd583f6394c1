#include "mlpipe/load/load.hpp"
#include "templating.hpp"

namespace mlpipe {
namespace {

bool is_template_key(std::string_view key) {
    return key == "foreach" || key == "matrix";
}

class TemplatingSearch {
  public:
    explicit TemplatingSearch(const std::string& file) : file_(file) {}

    std::vector<Diagnostic> run(const Node& root) {
        for (const Node::Entry& entry : root.entries()) {
            if (entry.key == "vars") refuse(entry);
            if (entry.key == "stages") look_at_stages(entry.value);
        }
        look_for_references(root);
        return std::move(found_);
    }

  private:
    void look_at_stages(const Node& stages) {
        for (const Node::Entry& stage : stages.entries()) {
            for (const Node::Entry& entry : stage.value.entries()) {
                if (entry.key == "vars" || is_template_key(entry.key)) refuse(entry);
            }
        }
    }

    void look_for_references(const Node& node) {
        if (node.is_string() && node.raw().find("${") != std::string::npos) refuse_reference(node.position());
        for (const Node& item : node.items()) look_for_references(item);
        for (const Node::Entry& entry : node.entries()) {
            if (entry.key.find("${") != std::string::npos) refuse_reference(entry.key_position);
            look_for_references(entry.value);
        }
    }

    void refuse(const Node::Entry& entry) {
        found_.push_back(
            {file_, entry.key_position, "'" + entry.key + "' (templating) is not supported yet"});
    }

    void refuse_reference(Position position) {
        found_.push_back(
            {file_, position,
             "'${...}' (templating) is not supported yet; for a variable of the shell write $NAME"});
    }

    const std::string& file_;
    std::vector<Diagnostic> found_;
};

}  // namespace

std::vector<Diagnostic> load::find_templating(const Document& document) {
    return TemplatingSearch(document.file).run(document.root);
}

Document load::without_templates(const Document& document) {
    if (!document.root.is_map()) return document;
    Document rest = document;
    std::vector<Node::Entry>& top = rest.root.entries();
    std::erase_if(top, [](const Node::Entry& entry) { return entry.key == "vars"; });
    for (Node::Entry& entry : top) {
        if (entry.key != "stages") continue;
        std::erase_if(entry.value.entries(), [](const Node::Entry& stage) {
            return stage.value.find("foreach") || stage.value.find("matrix");
        });
        for (Node::Entry& stage : entry.value.entries()) {
            std::erase_if(stage.value.entries(),
                          [](const Node::Entry& child) { return child.key == "vars"; });
        }
    }
    return rest;
}

Document resolve(Document document, Dialect) {
    std::vector<Diagnostic> templating = load::find_templating(document);
    if (!templating.empty()) throw PipelineError(std::move(templating));
    return document;
}

}  // namespace mlpipe
