// What git's configuration and the files beside a work tree say about it.
#pragma once
#include <optional>
#include <string>

#include "handles.hpp"
#include "object_database.hpp"

namespace mlpipe {
class FileSystem;
}

namespace mlpipe::git {

Config open_config(git_repository* repository);
std::optional<std::string> config_text(git_config* config, const char* name);
std::optional<std::string> config_text(git_config* config, const std::string& name);
// `info`: the repository's directory of that name.
TreeSettings read_settings(const FileSystem& files, git_config* config, const std::string& info);
// The text of a file that git, too, would go on without.
std::string text_if_readable(const FileSystem& files, const std::string& path);

}  // namespace mlpipe::git
