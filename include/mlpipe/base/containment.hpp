// Where a write would really end up. A repository may hold links, and records may name any path: what is
// restored from either must not lead out of the directory that it is meant for.
#pragma once
#include <string>

#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

// Whether `path` (absolute, normalised; it need not exist) lies below `directory` also when the links on its
// way are resolved, and in no folder where git or mlpipe keep their own. The last part itself is not followed.
// False where a link on the way dangles.
bool may_write_below(const FileSystem& files, const std::string& directory, const std::string& path);

}  // namespace mlpipe
