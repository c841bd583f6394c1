// Makes a RowBlock of the text of whole rows.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "missing_texts.hpp"
#include "mlpipe/data/row_block.hpp"
#include "mlpipe/data/table_reader.hpp"

namespace mlpipe {

class RowBlockBuilder {
  public:
    // Takes the text over; cells point into it. `missing` must outlive the builder.
    RowBlockBuilder(ColumnNames names, TableReader::RawRows rows, const MissingTexts& missing);

    // The cells of rows with this separator. Quoted cells are unescaped where they stand.
    RowBlock delimited(char separator);
    // The values of JSON objects, a line each; columns are their keys in the order in which they first come.
    // `name` is for errors.
    RowBlock json_lines(const std::string& name);

  private:
    void begin_row();
    // `index` counts cells row by row; `begin` from the begin of the text.
    void place(std::size_t index, std::size_t begin, std::size_t size, CellKind kind);
    void add(std::size_t column, const char* begin, const char* end);
    void end_row(std::size_t cells);
    void add_quoted(std::size_t column, char separator);

    RowBlock block_;
    const MissingTexts& missing_;
    char* at_ = nullptr;
    char* end_ = nullptr;
    std::uint32_t line_ = 0;  // from the first one
    std::size_t row_ = 0;     // where the places of its cells begin
};

// The cells of one row, as the first row of a file has them.
std::vector<std::string> cells_of_row(std::vector<char> row, char separator);

}  // namespace mlpipe
