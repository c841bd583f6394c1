// Run commits to and from git's own remotes, through the git program, which has the user's credentials. A run
// that both sides know is left as it is: runs are never rewritten. Needs no project lock. Throws Error(failed)
// with what git said.
#pragma once
#include <string>
#include <vector>

namespace mlpipe {

class FileSystem;

// `remote` is the name of a git remote, a URL or a path. An empty `runs` means all. The runs that the remote
// did not have before.
std::vector<std::string> push_runs(FileSystem& files, const std::string& root,
                                   const std::string& own_directory, const std::string& remote,
                                   const std::vector<std::string>& runs = {});
// All that the remote has, or those given. The runs that are new here.
std::vector<std::string> fetch_runs(FileSystem& files, const std::string& root,
                                    const std::string& own_directory, const std::string& remote,
                                    const std::vector<std::string>& runs = {});

}  // namespace mlpipe
