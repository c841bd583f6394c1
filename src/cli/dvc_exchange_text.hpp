// What `export dvc` and `import dvc` answer.
#pragma once
#include <string>

#include "mlpipe/base/value.hpp"
#include "mlpipe/run/dvc_exchange.hpp"

namespace mlpipe::cli {

Value as_value(const DvcExchange& exchange, const Project& project);
// A line for each key that is not said the same over there, with the stages that have it; `kept` comes before the one kind,
// `dropped` before the other.
std::string notes_text(const DvcExchange& exchange, const std::string& kept, const std::string& dropped);
// "a, b and 3 more".
std::string names_text(const std::vector<std::string>& names);

}  // namespace mlpipe::cli
