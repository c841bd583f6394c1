// Which of git's own remotes a project's runs go to when nobody names one.
#pragma once
#include <optional>
#include <string>

namespace mlpipe {

class FileSystem;

// The remote of the current branch's upstream, else `origin`, else the only one. nullopt: there is none, or
// runs are kept in a repository of mlpipe's own. Needs the git program.
std::optional<std::string> default_git_remote(FileSystem& files, const std::string& root,
                                              const std::string& own_directory);

}  // namespace mlpipe
