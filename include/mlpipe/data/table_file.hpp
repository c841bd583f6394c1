// Which file holds a table, and how: by the end of its name. Knows nothing of what stands in it.
#pragma once
#include <string>
#include <string_view>

namespace mlpipe {

enum class TableFormat { csv, tsv, json_lines, parquet };

struct TableFile {
    std::string path;
    TableFormat format = TableFormat::csv;
    bool gzip = false;
};

// .csv, .tsv (or .tab), .jsonl (or .ndjson), each also with .gz, and .parquet (or .pq); case does not matter. Throws
// Error(usage) for any other name.
TableFile table_file(const std::string& path);

// "CSV", "TSV", "JSON lines", "Parquet"
std::string_view to_word(TableFormat format);

}  // namespace mlpipe
