// The numbers in a metrics file, each with its address.
#pragma once
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

// Appends ("file:a.b", value) for every finite number of a JSON or YAML file. A file that is neither is left
// out.
void add_metrics(const FileSystem& files, const std::string& absolute, const std::string& path,
                 MetricValues& into);

}  // namespace mlpipe
