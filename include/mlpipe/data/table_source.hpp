// The bytes of a table's file, unpacked: as they are, from gzip, or, of Parquet, as CSV that an interpreter with pyarrow
// writes. One thread.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/data/table_file.hpp"

namespace mlpipe {

class TableSource {
  public:
    virtual ~TableSource() = default;
    // Blocks until there is something; 0 at the end. Throws Error(failed) with the file's name.
    virtual std::size_t read(std::span<char> buffer) = 0;
};

// `python` is the interpreter that reads Parquet, a name in PATH or a path; it is started only for that. Throws
// Error(failed) where the file cannot be opened.
std::unique_ptr<TableSource> open_table(const FileSystem& files, const TableFile& file,
                                        const std::string& python);

}  // namespace mlpipe
