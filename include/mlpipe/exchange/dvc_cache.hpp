// Where DVC keeps contents, as paths. Nothing here touches the disk.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/exchange/dvc_hash.hpp"

namespace mlpipe {

// The path of an object below the cache's folder: `files/md5/ab/cdef…`, of DVC 2 `ab/cdef…`.
std::string dvc_object_path(const DvcHash& hash);

// `[cache] dir` of a `.dvc/config`; nullopt where it says nothing. Lines that are not understood mean nothing.
std::optional<std::string> dvc_cache_setting(std::string_view config);

// The folder of the cache: `dvc_directory` is the project's `.dvc`, absolute; `setting` that of config.local, else
// of config, and relative to `.dvc` where it is not absolute.
std::string dvc_cache_directory(const std::string& dvc_directory, const std::optional<std::string>& setting);

}  // namespace mlpipe
