// A YAML or JSON document as one tree of values that know where they stand. Knows no schema.
// Aliases are expanded within a limit; merge keys (`<<`) are applied; duplicate keys are kept apart for the error.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/base/diagnostic.hpp"
#include "mlpipe/base/value.hpp"

namespace mlpipe {

class Node {
  public:
    enum class Kind { null, boolean, integer, floating, string, list, map };
    struct Entry;

    Kind kind() const { return kind_; }
    Position position() const { return position_; }
    bool is_map() const { return kind_ == Kind::map; }
    bool is_list() const { return kind_ == Kind::list; }
    bool is_string() const { return kind_ == Kind::string; }
    bool is_null() const { return kind_ == Kind::null; }
    bool is_scalar() const { return !is_map() && !is_list(); }
    // "a list", "the string 'x'", "the number 3": for messages.
    std::string describe() const;

    const Value& scalar() const { return scalar_; }  // null for lists and maps
    const std::string& raw() const { return raw_; }   // a scalar as it was written, quotes removed
    bool quoted() const { return quoted_; }
    const std::vector<Node>& items() const { return items_; }
    const std::vector<Entry>& entries() const { return entries_; }
    const Node* find(std::string_view key) const;  // of a map; linear
    Value to_value() const;

    static Node make_scalar(Value value, std::string raw, bool quoted, Position position);
    static Node make_list(Position position);
    static Node make_map(Position position);
    void add(Node item);
    void add(Node key, Node value);

  private:
    Kind kind_ = Kind::null;
    bool quoted_ = false;
    Position position_;
    Value scalar_;
    std::string raw_;
    std::vector<Node> items_;
    std::vector<Entry> entries_;
};

struct Node::Entry {
    std::string key;        // a scalar key as text
    Position key_position;
    Node value;
};

struct Document {
    std::string file;  // as messages name it
    Node root;
};

struct DocumentLimits {
    std::size_t most_nodes = 1'000'000;  // after aliases are expanded
    std::size_t most_depth = 100;
};

// YAML 1.2 core schema: `yes` is a string, `1e-4` a float, `0o17` an octal, `.inf` and `.nan` floats.
// Errors (each with its position, thrown together as PipelineError): not UTF-8, syntax, duplicate keys, cyclic
// aliases, limits. An empty document is a null root.
Document parse_yaml(std::string_view text, std::string file, const DocumentLimits& limits = {});
// The same value tree from JSON, with positions.
Document parse_json_document(std::string_view text, std::string file, const DocumentLimits& limits = {});
// Chooses by the ending: .json is JSON, anything else YAML.
Document parse_document(std::string_view text, std::string file, const DocumentLimits& limits = {});

// What a person would write at `-S key=VALUE`: one YAML scalar, or a flow list or map.
Value parse_yaml_value(std::string_view text);

// The text with the scalar at a dotted key replaced; comments, layout and all other bytes stay. `value` is written
// as given when it is a plain scalar. Throws PipelineError when the key is unknown (naming the nearest) or no scalar.
std::string replace_scalar(std::string_view text, const std::string& file, std::string_view dotted_key,
                           std::string_view value);

}  // namespace mlpipe
