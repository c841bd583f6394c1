// One value that ${...} can name: shared and never changed, so that thousands of stages hold the same one.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mlpipe/document/node.hpp"

namespace mlpipe::templating {

class Variable;
using VariablePointer = std::shared_ptr<const Variable>;  // never null
// Where a value was defined, as messages name it: a file, or "vars[0]".
using Source = std::shared_ptr<const std::string>;

class Variable {
  public:
    using Entries = std::vector<std::pair<std::string, VariablePointer>>;

    static VariablePointer scalar(Value value, Source source);
    static VariablePointer list(std::vector<VariablePointer> items, Source source);
    static VariablePointer map(Entries entries, Source source);
    // Of a map the entries whose key is a string: DVC cannot name others either.
    static VariablePointer from_node(const Node& node, const Source& source);

    bool is_map() const { return kind_ == Node::Kind::map; }
    bool is_list() const { return kind_ == Node::Kind::list; }
    bool is_scalar() const { return !is_map() && !is_list(); }
    const Value& value() const { return value_; }  // of a scalar
    const std::vector<VariablePointer>& items() const { return items_; }
    const Entries& entries() const { return entries_; }
    const Source& source() const { return source_; }
    // "a list", "a map" or "a single value".
    std::string_view describe() const;

    // The entry of a map with that key, or the item of a list whose number is written there (from the end where it is
    // negative); else null.
    const VariablePointer* find(std::string_view step) const;
    // What a document holds that says the same, all of it at `position`.
    Node to_node(Position position) const;

  private:
    Node::Kind kind_ = Node::Kind::null;
    Value value_;
    std::vector<VariablePointer> items_;
    Entries entries_;
    std::unordered_map<std::string_view, std::size_t> index_;  // of the keys of a large map
    Source source_;
};

}  // namespace mlpipe::templating
