// Links to the store's own objects, as `materialise: symlink` makes them. In an output such a link counts as
// the file that it stands for; any other link is what it is.
#pragma once
#include <optional>
#include <string>

#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

// How the target of such a link begins; "" where there is no store yet, and so no link to it.
std::string object_links_begin(const FileSystem& files, const std::string& store_directory);

// What stands at a path of an output, without following any other link. `path` becomes the object's for a
// link to one that is there.
std::optional<FileStat> stat_output(const FileSystem& files, std::string& path,
                                    const std::string& links_begin);

}  // namespace mlpipe
