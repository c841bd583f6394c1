// Reads one column of a schema.
#pragma once
#include <optional>

#include "mlpipe/model/table_schema.hpp"
#include "rule_reader.hpp"

namespace mlpipe::load {

class ColumnReader {
  public:
    ColumnReader(Problems& problems, RuleReader& rules) : problems_(problems), rules_(rules) {}

    ColumnSchema read(const Node::Entry& entry, const RuleDefaults& outer);

  private:
    void read_key(const Node::Entry& entry);
    void read_type(const Node::Entry& entry);
    void read_nulls(const Node::Entry& entry);
    void read_flag_rule(const Node::Entry& entry, RuleKind kind);
    void read_bound(const Node::Entry& entry, RuleKind kind);
    void read_values(const Node::Entry& entry);
    void read_matches(const Node::Entry& entry);
    void read_increasing(const Node::Entry& entry);
    void read_personal_data(const Node& node);
    void find_type();
    void check();

    Problems& problems_;
    RuleReader& rules_;
    RuleDefaults defaults_;
    ColumnSchema column_;
    std::optional<Position> nulls_at_;  // of `nulls` or `nullable`
};

}  // namespace mlpipe::load
