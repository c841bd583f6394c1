// Files of the working tree as git would store them: through the filters that their attributes name. libgit2
// has those for line ends and $Id$; the user's own (`filter=lfs`) and other encodings are left to the git
// program, which is asked once for all such files.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "handles.hpp"
#include "new_objects.hpp"

namespace mlpipe::git {

class FilteredFiles {
  public:
    FilteredFiles(FileSystem& files, git_repository* repository, std::string root, NewObjects& objects);
    // As ObjectDatabase::blobs_of_files.
    std::vector<std::optional<std::string>> blobs(const std::vector<std::string>& paths, bool store);

  private:
    bool needs_program(git_config* config, const std::string& path) const;
    std::optional<std::string> blob(const std::string& path, bool store);
    std::string large_blob(const std::string& full, std::uint64_t size, bool store);
    std::string small_blob(const std::string& full, git_filter_list* filters, bool store);

    FileSystem& files_;
    git_repository* repository_;
    std::string root_;
    NewObjects& objects_;
};

// The same for all of `paths` through `git hash-object`.
std::vector<std::optional<std::string>> blobs_by_program(const FileSystem& files, const std::string& root,
                                                         const std::vector<std::string>& paths, bool store);

}  // namespace mlpipe::git
