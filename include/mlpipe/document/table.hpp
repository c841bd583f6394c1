// The rows of a file with columns: CSV, TSV, JSON lines, or a list of objects in JSON or YAML. Small ones: all is
// held at once. Pure; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/value.hpp"

namespace mlpipe {

struct DataTable {
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;  // numbers, texts, flags or null, as many as there are columns
};

// By the ending of `path`. Without `header` the columns of CSV and TSV are called "0", "1" ... Throws
// Error(failed) or PipelineError for what is none of them.
DataTable parse_table(std::string_view content, const std::string& path, bool header);

}  // namespace mlpipe
