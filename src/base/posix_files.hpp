// The open files of the POSIX file system, and what its parts share.
#pragma once
#include <sys/stat.h>

#include <string>

#include "mlpipe/base/descriptor.hpp"
#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

FileStat to_file_stat(const struct stat& status);
// Opens with O_CLOEXEC added; throws "cannot <doing> '<path>': ...".
Descriptor open_file(const char* doing, const std::string& path, int flags, mode_t mode = 0);

std::unique_ptr<FileReader> make_posix_reader(Descriptor descriptor, std::string path);
std::unique_ptr<FileWriter> make_posix_writer(Descriptor descriptor, std::string path);

std::vector<DirectoryEntry> list_directory(const std::string& path);
void remove_directory_tree(const std::string& path);

}  // namespace mlpipe
