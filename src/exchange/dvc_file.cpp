#include "mlpipe/exchange/dvc_file.hpp"

#include "dvc_fields.hpp"

namespace mlpipe {

DvcFile parse_dvc_file(std::string_view text, const std::string& file) {
    const Document document = parse_yaml(text, file);
    DvcFields fields(file);
    DvcFile parsed;
    if (!document.root.is_map() && !document.root.is_null())
        fields.add(document.root.position(),
                   "here is " + document.root.describe() + "; expected a map with 'outs'");
    if (std::string directory = fields.text(document.root, "wdir"); !directory.empty())
        parsed.working_directory = std::move(directory);
    parsed.outputs = fields.artifacts(document.root, "outs");
    if (const Node* sources = fields.list(document.root, "deps")) parsed.imported = !sources->items().empty();
    fields.throw_if_any();
    return parsed;
}

}  // namespace mlpipe
