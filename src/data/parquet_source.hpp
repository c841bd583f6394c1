// A Parquet file as CSV. No distribution packages a reader in C++, and whoever writes Parquet from Python has pyarrow:
// an interpreter reads it batch by batch and writes CSV to a pipe, so that the table is never held as a whole.
#pragma once
#include <memory>
#include <string>

#include "mlpipe/data/table_source.hpp"

namespace mlpipe {

std::unique_ptr<TableSource> parquet_source(const std::string& path, const std::string& python);

}  // namespace mlpipe
