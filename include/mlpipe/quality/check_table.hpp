// Holds a table against a schema, in one pass. docs/checks.md says what each rule means. Knows nothing of stages.
#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/data/table_file.hpp"
#include "mlpipe/model/data_check.hpp"

namespace mlpipe {

struct CheckOptions {
    std::string python = "python3";  // reads Parquet
    std::size_t threads = 2;
    bool show_values = false;  // of rows that fail; never what is found as personal data
    StopPoint stop;
};

struct CheckedTables {
    TableFile data;
    std::optional<TableFile> against;  // where the schema looks for leakage
};

// The rules of the table first, then those of the columns in the schema's order. `data` and `stage` of the result are
// the caller's. Memory: up to 64 bytes a row for each `unique`, `duplicates` and part of `leakage`. Throws Error(failed) for a
// table that cannot be read, Error(usage) for a rule that the table makes no sense of, and Error(interrupted).
CheckResult check_table(const FileSystem& files, const CheckedTables& tables, const TableSchema& schema,
                        const CheckOptions& options);

}  // namespace mlpipe
