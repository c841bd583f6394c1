// A schema of a table from its text. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/model/table_schema.hpp"

namespace mlpipe {

// YAML, or JSON where `file`, which messages name, ends in .json. Throws PipelineError with all that is wrong in it.
TableSchema load_table_schema(std::string_view text, const std::string& file);

}  // namespace mlpipe
