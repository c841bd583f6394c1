// A table, some thousand rows at a time. Reading is split in two, so that several threads can share it: next() takes
// whole rows from the file as text, on one thread; parse() finds their cells, on any. scan_table() below does both.
// CSV and TSV as RFC 4180 has them, with a byte order mark, both kinds of line end, and line ends within quotes; the first
// row names the columns, empty lines are passed over. JSON lines are an object a row.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/data/row_block.hpp"
#include "mlpipe/data/table_file.hpp"
#include "mlpipe/data/table_source.hpp"

namespace mlpipe {

// Texts that stand for a missing cell: those of pandas.
std::vector<std::string> usual_missing_texts();

struct TableOptions {
    std::vector<std::string> missing = usual_missing_texts();
    std::string python = "python3";  // reads Parquet
};

class TableReader {
  public:
    // Whole rows as they stand in the file.
    struct RawRows {
        std::vector<char> text;
        std::uint64_t first_line = 1;
    };

    // Throws Error(failed) for a file that cannot be read, is empty, or names a column twice.
    TableReader(const FileSystem& files, const TableFile& file, const TableOptions& options);
    // From bytes of any origin; `name` is for errors.
    TableReader(std::unique_ptr<TableSource> bytes, TableFormat format, const std::string& name,
                const TableOptions& options);
    ~TableReader();
    TableReader(const TableReader&) = delete;
    TableReader& operator=(const TableReader&) = delete;

    // Of CSV, TSV and Parquet, in their order; null for JSON lines, whose blocks name their own.
    const ColumnNames& columns() const;
    // nullopt at the end. Throws Error(failed) for a quote that is never closed, with the line where it was opened.
    std::optional<RawRows> next();
    // Throws Error(failed), with the line, for JSON lines that hold anything but objects.
    RowBlock parse(RawRows rows) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
