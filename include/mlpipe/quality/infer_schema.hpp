// A schema from data: what a person would write down of a table that is as it should be, to be read over and tightened.
// The same table fulfils it.
#pragma once
#include <string>

#include "mlpipe/quality/check_table.hpp"

namespace mlpipe {

// YAML with comments; `shown` names the table in it. Of the data it holds ranges, and the values of texts that are few;
// never those of a column in which personal data is found. Throws as check_table does.
std::string infer_schema(const FileSystem& files, const TableFile& data, const std::string& shown,
                         const CheckOptions& options);

}  // namespace mlpipe
