// The rules of one column that look at one cell, or at two neighbours: compiled once, asked block by block.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cell_order.hpp"
#include "mlpipe/data/row_block.hpp"
#include "mlpipe/model/table_schema.hpp"
#include "mlpipe/quality/personal_data.hpp"
#include "rule_tally.hpp"

namespace mlpipe {

// What came of a column, in a block or in what was read so far.
struct ColumnOutcome {
    std::vector<RuleTally> rules;  // as many as the column has; of `unique` empty, which Uniqueness judges
    PersonalDataCounts personal;
    // Of the cells that have an order, for `increasing`.
    struct End {
        CellOrder order;
        std::uint64_t line = 0;
        std::string value;  // where values are kept
    };
    std::optional<End> first, last;
};

class ColumnJudge {
  public:
    // `column` must outlive the judge.
    ColumnJudge(const ColumnSchema& column, bool personal_data, bool keep_values);
    ~ColumnJudge();
    ColumnJudge(ColumnJudge&&) noexcept;

    const ColumnSchema& column() const { return column_; }
    // Any thread. Without an index the column is not in the block: all its cells are missing.
    ColumnOutcome judge(const RowBlock& block, std::optional<std::size_t> index) const;
    // `next` is of the rows behind those of `whole`.
    void append(ColumnOutcome& whole, ColumnOutcome next) const;

  private:
    struct Rule;
    struct Cell;
    Cell read(std::string_view text, CellKind kind) const;
    bool passes(const Rule& rule, const Cell& cell) const;
    void judge_order(ColumnOutcome& outcome, const Cell& cell, std::uint64_t line) const;

    const ColumnSchema& column_;
    bool personal_data_, keep_values_;
    bool needs_order_ = false;
    std::optional<std::size_t> nulls_, type_, increasing_;  // among the rules
    std::vector<Rule> rules_;                               // the others, that look at a value
};

}  // namespace mlpipe
