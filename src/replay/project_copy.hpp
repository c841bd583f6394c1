// The files of a project, as they are now, in another place. Copies, or shared blocks, and never a second name of the
// same file: whatever a stage does to them leaves the original as it is.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"

namespace mlpipe {

class ProjectCopy {
  public:
    // Both absolute. `made`: absolute paths below `from` that stages will make: left out, and so is a link that leads
    // to where they would. Git's and mlpipe's own folders are left out too.
    ProjectCopy(FileSystem& files, std::string from, std::string to, const std::set<std::string>& made,
                StopPoint stop);

    // A file, a link, or a directory with what is in it, if it is not there yet. A link that leaves `from` leads to
    // the same place. Absence is fine.
    void take(const std::string& path);
    // The same, and what it leads to where it is a link.
    void take_dependency(const std::string& path);
    // All of `from` but what is nobody's to keep (caches of Python, say) and software environments.
    void take_all();
    // Software environments that lie in `folder` (below `from`) and were not taken: as links, for they are used as
    // they are.
    void link_environments(const std::string& folder);

    std::uint64_t bytes_copied() const { return copied_; }  // not those that share blocks

  private:
    bool left_out(const std::string& path) const;
    bool is_environment(const std::string& directory) const;
    void take_directory(const std::string& path);
    void take_below(const std::string& folder, const std::string& relative);
    void take_link(const std::string& path, const std::string& target);
    void take_file(const std::string& path, const FileStat& stat);
    std::string there(const std::string& path) const;

    FileSystem& files_;
    const std::string from_, to_;
    const std::set<std::string>& made_;
    StopPoint stop_;
    std::uint64_t copied_ = 0;
};

// A file or directory, with what the links in it lead to, over what stands at `to`.
void copy_content(FileSystem& files, const std::string& from, const std::string& to, const StopPoint& stop);

}  // namespace mlpipe
