// What the rules of a schema have in common: `RULE: VALUE`, or `RULE: {value: VALUE, mostly: 0.99, severity: warn}`.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/model/table_schema.hpp"
#include "problems.hpp"

namespace mlpipe::load {

// What holds for a rule that does not say it itself.
struct RuleDefaults {
    double mostly = 1;
    GateSeverity severity = GateSeverity::error;
};

struct ReadRule {
    SchemaRule rule;
    const Node* value = nullptr;  // null: it has been said why there is none
};

class RuleReader {
  public:
    explicit RuleReader(Problems& problems) : problems_(problems) {}

    ReadRule read(const Node::Entry& entry, RuleKind kind, const RuleDefaults& defaults);
    // `mostly` and `severity` of a map that holds rules, as far as they stand there.
    RuleDefaults defaults(const Node& map, RuleDefaults outer);

    std::optional<double> mostly(const Node& node, std::string_view key);
    std::optional<GateSeverity> severity(const Node& node, std::string_view key);
    // The share of rows that may fail: `allow` is nullopt's, `forbid` 0. A false `valid` has been said.
    std::optional<double> share(const Node& node, std::string_view key, bool& valid);

  private:
    Problems& problems_;
};

}  // namespace mlpipe::load
