// A copy of an artifact that nobody is to write to: its own blocks or shared ones, never a name of the same
// file. On the disk when it returns.
#pragma once
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/store/manifest.hpp"

namespace mlpipe::registry {

// Of a file, or of what a link to one leads to.
void copy_file_read_only(FileSystem& files, const std::string& from, const std::string& to, bool executable,
                         const StopPoint& stop);
// Of a directory with what the manifest lists.
void copy_directory_read_only(FileSystem& files, const std::string& from, const Manifest& manifest,
                              const std::string& to, const StopPoint& stop);
// Takes the permission to write from a directory, and syncs it.
void close_directory(FileSystem& files, const std::string& path);

}  // namespace mlpipe::registry
