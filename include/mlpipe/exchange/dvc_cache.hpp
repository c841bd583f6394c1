// Where DVC keeps contents, as paths. Nothing here touches the disk.
#pragma once
#include <string>
#include <vector>

#include "mlpipe/exchange/dvc_hash.hpp"
#include "mlpipe/exchange/dvc_settings.hpp"

namespace mlpipe {

// The path of an object below the cache's folder: `files/md5/ab/cdef…`, of DVC 2 `ab/cdef…`.
std::string dvc_object_path(const DvcHash& hash);

// The folder of the cache: what `[cache] dir` says, relative to the project's `.dvc` where it is not absolute.
std::string dvc_cache_directory(const std::string& dvc_root, const std::vector<DvcSetting>& settings);

}  // namespace mlpipe
