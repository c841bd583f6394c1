// The numbers in a metrics file, each with its address.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/model/run_record.hpp"

namespace mlpipe {

// Its content; nullopt where there is no file, or one too large to be a handful of numbers.
std::optional<std::string> read_metrics_file(const FileSystem& files, const std::string& absolute);

// ("file:a.b", value) for every number of a JSON, YAML or TOML file; none for a file that is none of these. `path` is
// what the file is called in the addresses.
MetricValues parse_metrics(std::string_view content, const std::string& path);

// Appends those of a file that is there.
void add_metrics(const FileSystem& files, const std::string& absolute, const std::string& path,
                 MetricValues& into);

}  // namespace mlpipe
