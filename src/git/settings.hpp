// What git's configuration and the files beside a work tree say about it.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handles.hpp"
#include "object_database.hpp"

namespace mlpipe {
class FileSystem;
}

namespace mlpipe::git {

Config open_config(git_repository* repository);
std::optional<std::string> config_text(git_config* config, const char* name);
std::optional<std::string> config_text(git_config* config, const std::string& name);
// The entries whose names start so.
std::vector<std::pair<std::string, std::string>> config_below(git_config* config, std::string_view prefix);
// From a look at the configuration: nullopt for what it does not say.
Identity identity_of(const std::function<std::optional<std::string>(const char* name)>& config);
// `info`: the repository's directory of that name.
TreeSettings read_settings(const FileSystem& files, git_config* config, const std::string& info);
// The text of a file that git, too, would go on without.
std::string text_if_readable(const FileSystem& files, const std::string& path);

}  // namespace mlpipe::git
