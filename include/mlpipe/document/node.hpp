// A YAML, JSON, TOML or Python document as one tree of values that know where they stand. Knows no schema.
// Aliases are expanded within a limit and keep the positions of what they stand for; merge keys (`<<`) are
// applied.
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
    // "a list", "the string 'x'", "the number 3", "nothing": for messages.
    std::string describe() const;

    const Value& scalar() const { return scalar_; }  // null for lists and maps
    // A scalar as it was written, quotes and escapes resolved; empty where nothing was written.
    const std::string& raw() const { return raw_; }
    bool quoted() const { return quoted_; }  // or tagged !!str: text whatever it looks like
    const std::vector<Node>& items() const { return items_; }
    const std::vector<Entry>& entries() const { return entries_; }
    const Node* find(std::string_view key) const;  // of a map; linear
    Value to_value() const;
    // For the steps that rewrite a tree (aliases, merge keys, templates).
    std::vector<Node>& items() { return items_; }
    std::vector<Entry>& entries() { return entries_; }

    static Node make_scalar(Value value, std::string raw, bool quoted, Position position);
    static Node make_list(Position position);
    static Node make_map(Position position);
    void add(Node item);
    void add(std::string key, Position key_position, Node value, Kind key_kind = Kind::string);

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
    std::string key;  // a scalar key as text
    Position key_position;
    Node value;
    Kind key_kind = Kind::string;  // what the key is: `1:` is an integer, `"1":` and `!!str 1:` are text
};

// The key of an entry as the scalar that it was written as.
Value key_value(const Node::Entry& entry);

struct Document {
    std::string file;  // as messages name it
    Node root;
};

struct DocumentLimits {
    std::size_t most_nodes = 1'000'000;  // after aliases are expanded
    std::size_t most_depth = 100;
};

// YAML 1.2 core schema: `yes` is a string, `1e-4` a float, `0o17` an octal, `.inf` and `.nan` floats; beyond it `1_000`,
// `0b11` and `-0x1` are the integers that Python's readers of YAML take them for.
// Errors (each with its position, thrown together as PipelineError): not UTF-8, syntax, duplicate keys,
// cyclic aliases, limits. An empty document is a null root.
Document parse_yaml(std::string_view text, std::string file, const DocumentLimits& limits = {});
// The same value tree from JSON, with positions. The first error alone is thrown.
Document parse_json_document(std::string_view text, std::string file, const DocumentLimits& limits = {});
// TOML 1.0, entries in the order of the text. Dates and times are strings as of RFC 3339. The first error alone is
// thrown.
Document parse_toml(std::string_view text, std::string file, const DocumentLimits& limits = {});
// What a Python file says without being run: `name = LITERAL`, with or without an annotation, at its top level and in
// classes, each a map, `self.name = LITERAL` in their `__init__`; the last of a name counts. Anything else is passed
// over. Tuples and sets are lists. Bytes, complex numbers and `...` are the text that was written. Keys of dicts that
// are no strings become text. Thrown are errors of words, brackets, strings and indentation, the first alone; what is
// wrong inside a statement otherwise (`x = = 1`) is not noticed, and passed over.
Document parse_python(std::string_view text, std::string file, const DocumentLimits& limits = {});

enum class DocumentFormat { yaml, json, toml, python };
// By the ending, in capitals or not: .json, .toml, .py, anything else YAML.
DocumentFormat document_format(std::string_view file);
Document parse_document(std::string_view text, std::string file, const DocumentLimits& limits = {});

// What a person would write at `-S key=VALUE`, whatever the file: one YAML scalar, or a flow list or map. Text
// that YAML would read as something else ("a: b", "# x", "*x") is a string.
Value parse_yaml_value(std::string_view text);

// The text with the scalar at a dotted key replaced; comments, layout and all other bytes stay. `value` is
// written as given where that reads back as the same scalar, else as the file's format has it; a number addresses
// an item of a list. Throws PipelineError when the key is unknown (naming the nearest) or no scalar, when a scalar
// of YAML is a block or spans lines, when the format has no such value (null in TOML), and when other values would
// change with it (aliases).
std::string replace_scalar(std::string_view text, const std::string& file, std::string_view dotted_key,
                           std::string_view value);

}  // namespace mlpipe
