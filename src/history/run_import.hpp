// The document of a run that another clone made.
#pragma once
#include <string>
#include <string_view>

#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

// Throws Error(damaged) for what is no run's document, of another run than `id`, without a clone that made
// it, or of one that is not over.
RunRecord parse_foreign_run(std::string_view json, const std::string& id);

}  // namespace mlpipe
