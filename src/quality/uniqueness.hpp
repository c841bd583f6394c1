// Whether a key stands in a table once: `unique` of columns, and `duplicates` of whole rows.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "fingerprint.hpp"
#include "mlpipe/data/row_block.hpp"
#include "mlpipe/model/table_schema.hpp"
#include "rule_tally.hpp"

namespace mlpipe {

class Uniqueness {
  public:
    // The keys of a block's rows.
    struct Part {
        std::vector<Fingerprint> keys;
        std::vector<std::uint64_t> lines;
        std::vector<std::string> values;  // where values are kept
    };

    // `rule` must outlive this.
    Uniqueness(const SchemaRule& rule, bool keep_values) : rule_(rule), keep_values_(keep_values) {}

    const SchemaRule& rule() const { return rule_; }
    const RuleTally& tally() const { return tally_; }
    // Any thread.
    Part read(const RowBlock& block) const;
    // In the order of the rows: a row whose key was there before fails.
    void take(const Part& part);

  private:
    const SchemaRule& rule_;
    bool keep_values_;
    FingerprintSet seen_;
    RuleTally tally_;
};

}  // namespace mlpipe
