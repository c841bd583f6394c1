// Nodes with every ${...} replaced by what it names. Throws PipelineError with the first thing that is wrong.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/templating/template.hpp"
#include "variables.hpp"

namespace mlpipe::templating {

// Throws for what no ${...} of the node or of what is in it, keys too, can be read as.
void check_references(const Node& node, const std::string& file);
// Throws where there is any.
void forbid_references(const Node& node, std::string_view where, const std::string& file);

struct Interpolation {
    const Variables& variables;
    const std::string& file;  // as messages name it
    const ArgumentStyle& arguments;

    // Of a key of a stage, or of a section of the file where `key` is empty: there lists and maps may be named too.
    Node resolve(const Node& node, std::string_view key) const;
    std::string resolve_key(const Node::Entry& entry, std::string_view key) const;
    std::string resolve_text(const std::string& text, Position position, std::string_view key) const;
};

// One value that a stage is made for, and the text that stands for it in the stage's name.
struct Item {
    VariablePointer value;
    bool from_variable = false;  // named as a whole by ${...}, or out of a list that was
    std::string text() const;    // of a single value
};

// What foreach and matrix go through: unlike elsewhere lists and maps may be named anywhere.
Item resolve_item(const Interpolation& interpolation, const Node& node);
std::string resolve_item_key(const Interpolation& interpolation, const Node::Entry& entry);

}  // namespace mlpipe::templating
