// A loose reference, as git writes one, but without a lock that a killed process could leave behind.
#pragma once
#include <string>

namespace mlpipe {
class FileSystem;
}

namespace mlpipe::git {

// Of two who create the file at once one succeeds; throws Error(failed), naming `reference`, for the other.
// Synced.
void create_reference_file(FileSystem& files, const std::string& place, const std::string& content,
                           const std::string& reference);
[[noreturn]] void throw_reference_exists(const std::string& reference);

}  // namespace mlpipe::git
