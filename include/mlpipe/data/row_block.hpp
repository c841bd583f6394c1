// Some consecutive rows of a table. A plain value that owns its text, and knows where in it each cell stands.
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
    // Views of one column, by row; the block must outlive them and stay where it is.
    class Cells {
      public:
        Cells(const RowBlock& block, std::size_t column) : block_(&block), column_(column) {}
        std::size_t size() const { return block_->rows(); }
        std::string_view operator[](std::size_t row) const { return block_->cell(row, column_); }

      private:
        const RowBlock* block_;
        std::size_t column_;
    };
    class Kinds {
      public:
        Kinds(const RowBlock& block, std::size_t column) : block_(&block), column_(column) {}
        std::size_t size() const { return block_->rows(); }
        CellKind operator[](std::size_t row) const { return block_->kind(row, column_); }

      private:
        const RowBlock* block_;
        std::size_t column_;
    };
    struct Column {
        Cells cells;
        Kinds kinds;
    };

    // The same object in all blocks of a file whose columns are known from its first line.
    const ColumnNames& names() const { return names_; }
    std::size_t rows() const { return lines_.size(); }
    // "" of a missing one.
    std::string_view cell(std::size_t row, std::size_t column) const {
        const Place& place = places_[row * columns_ + column];
        return {text_.data() + place.begin, place.size};
    }
    CellKind kind(std::size_t row, std::size_t column) const {
        return static_cast<CellKind>(places_[row * columns_ + column].kind);
    }
    Column column(std::size_t index) const { return {Cells(*this, index), Kinds(*this, index)}; }
    // Where the row begins in the file, from 1.
    std::uint64_t line(std::size_t row) const { return first_line_ + lines_[row]; }
    const std::vector<UnevenRow>& uneven() const { return uneven_; }

  private:
    friend class RowBlockBuilder;
    // Of a cell in the text. Eight bytes: to write and read them is a good part of what a cell costs.
    struct Place {
        std::uint32_t begin = 0;
        std::uint32_t size : 29 = 0;
        std::uint32_t kind : 3 = 0;
    };

    ColumnNames names_;
    std::vector<char> text_;
    std::uint64_t first_line_ = 1;
    std::vector<std::uint32_t> lines_;  // from the first line
    std::size_t columns_ = 0;
    std::vector<Place> places_;  // row by row
    std::vector<UnevenRow> uneven_;
};

}  // namespace mlpipe
