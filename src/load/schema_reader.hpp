// Reads a schema: the keys of a table, and what looks for leakage. The keys of a column are column_reader's.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "mlpipe/model/table_schema.hpp"
#include "problems.hpp"
#include "rule_reader.hpp"

namespace mlpipe::load {

class SchemaReader {
  public:
    // `resolve` makes of a path as it is written the one that is meant.
    SchemaReader(Problems& problems, std::function<std::string(const std::string&)> resolve)
        : problems_(problems), rules_(problems), resolve_(std::move(resolve)) {}

    TableSchema read(const Node& node);
    // `leakage:`, which may stand beside a schema too.
    void read_leakage(const Node& node, TableSchema& schema);

  private:
    void read_entry(const Node::Entry& entry, TableSchema& schema);
    void read_rows(const Node& node, TableSchema& schema);
    void read_unique(const Node& node, TableSchema& schema);
    void read_missing(const Node& node, TableSchema& schema);
    void read_personal_data(const Node& node, TableSchema& schema);
    // `allow` or `forbid`.
    void read_permission(const Node::Entry& entry, RuleKind kind, TableSchema& schema);
    void read_leakage_rule(const Node::Entry& entry, const std::string& against, TableSchema& schema);

    Problems& problems_;
    RuleReader rules_;
    std::function<std::string(const std::string&)> resolve_;
    RuleDefaults defaults_;
};

}  // namespace mlpipe::load
