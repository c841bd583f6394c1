// What is kept of the table that leakage is looked for in: fingerprints of its rows and keys, and its latest time.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cell_order.hpp"
#include "fingerprint.hpp"
#include "mlpipe/data/table_reader.hpp"
#include "mlpipe/quality/check_table.hpp"
#include "rule_tally.hpp"

namespace mlpipe {

class ReferenceRows {
  public:
    // Reads it. `rules`: those of the schema that are about leakage; they must outlive this. `columns`: of the table that
    // is checked, where they are known: rows are compared by the columns that both have.
    ReferenceRows(const FileSystem& files, const TableFile& file, const TableOptions& table,
                  std::vector<const SchemaRule*> rules, const ColumnNames& columns,
                  const CheckOptions& options);

    const std::vector<const SchemaRule*>& rules() const { return rules_; }
    // A tally for each rule. Any thread.
    std::vector<RuleTally> judge(const RowBlock& block, bool keep_values) const;
    // Why a rule cannot be judged; empty: it can.
    std::string problem(const SchemaRule& rule) const;
    // Rows were compared by the columns that both tables have, not by all that each row has.
    bool knows_common_columns() const { return common_.has_value(); }
    const std::vector<std::string>& names() const { return names_; }

  private:
    struct Part {
        std::vector<Fingerprint> rows;
        std::vector<std::vector<std::optional<Fingerprint>>> keys;  // by rule
        std::optional<CellOrder> latest;
        ColumnNames names;
    };
    Part read(const RowBlock& block) const;
    void take(Part part);

    std::vector<const SchemaRule*> rules_;
    std::string shown_;
    std::optional<std::vector<std::string>> common_;  // of whole rows; nullopt: all
    FingerprintSet rows_;
    std::vector<FingerprintSet> keys_;  // by rule
    std::optional<CellOrder> latest_;
    std::vector<std::string> names_;
};

}  // namespace mlpipe
