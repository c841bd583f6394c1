// The profile of what stands at a path: of a table, read now, or one that was stored.
#pragma once
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/quality/profile_table.hpp"

namespace mlpipe {

// Whether the name of the file says that it is a stored profile: .json.
bool is_profile_file(const std::string& path);

// `table`: how a table is read. Throws Error(usage) for a name that is neither a table's nor a profile's and for a table
// without rows, PipelineError for what is no profile, and what reading throws.
TableProfile load_profile(const FileSystem& files, const std::string& path, const TableOptions& table,
                          const ProfileOptions& options);

}  // namespace mlpipe
