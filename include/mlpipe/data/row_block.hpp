// Some consecutive rows of a table, column by column. A plain value that owns its text; cells point into it.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

// CSV and TSV know text and missing cells alone: what a text means, the reader of it decides.
enum class CellKind : std::uint8_t { missing, text, number, boolean, nested };

using ColumnNames = std::shared_ptr<const std::vector<std::string>>;

// A row with more or fewer cells than there are columns.
struct UnevenRow {
    std::uint64_t line = 0;  // of the file, from 1
    std::size_t cells = 0;
};

class RowBlock {
  public:
    struct Column {
        std::vector<std::string_view> cells;  // of missing ones ""
        std::vector<CellKind> kinds;
    };

    // The same object in all blocks of a file whose columns are known from its first line.
    const ColumnNames& names() const { return names_; }
    std::size_t rows() const { return lines_.size(); }
    const Column& column(std::size_t index) const { return columns_[index]; }
    // Where the row begins in the file, from 1.
    std::uint64_t line(std::size_t row) const { return first_line_ + lines_[row]; }
    const std::vector<UnevenRow>& uneven() const { return uneven_; }

  private:
    friend class RowBlockBuilder;
    ColumnNames names_;
    std::vector<char> text_;
    std::uint64_t first_line_ = 1;
    std::vector<std::uint32_t> lines_;  // from the first line
    std::vector<Column> columns_;
    std::vector<UnevenRow> uneven_;
};

}  // namespace mlpipe
