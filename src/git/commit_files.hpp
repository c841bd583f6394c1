// Files committed onto the branch that is checked out, by the git program: hooks, signatures and the index
// then are what the user is used to.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace mlpipe {
class FileSystem;
}

namespace mlpipe::git {

// `paths` relative to `root`. The new commit; nullopt when none of them differs from HEAD.
std::optional<std::string> commit_files(FileSystem& files, const std::string& root,
                                        const std::string& scratch, const std::vector<std::string>& paths,
                                        const std::string& message);

}  // namespace mlpipe::git
