// What a snapshot and a run commit need of a repository, answered by libgit2 (LibraryDatabase) or, where that
// cannot read the repository, by the git program (ProgramDatabase). Ids are hex. Paths are relative to the
// tree's root. Objects that were written are on the disk, and seen by others, once publish() has returned.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/git/commits.hpp"
#include "mlpipe/git/tags.hpp"

namespace mlpipe::git {

constexpr std::uint32_t plain_mode = 0100644, executable_mode = 0100755, link_mode = 0120000,
                        submodule_mode = 0160000;

struct IndexEntry {
    std::string path;
    std::string id;
    std::uint32_t mode = 0;
    std::uint64_t size = 0, inode = 0;  // the lower 32 bits, as git keeps them
    std::int64_t mtime_ns = 0, ctime_ns = 0;
    bool skip_worktree = false;  // left out of the working tree on purpose
    bool settled = true;         // `id` is what was staged: neither in conflict nor only announced
};

struct IndexState {
    std::vector<IndexEntry> entries;  // sorted by path, one each
    std::int64_t mtime_ns = 0;        // of the index file
};

struct TreeSettings {
    bool file_mode = true;            // core.fileMode
    bool links = true;                // core.symlinks
    std::vector<std::string> ignore;  // texts of the ignore files beside the tree, the weaker first
    std::string filters;              // changes when other filters may apply to the same file
};

struct Identity {
    std::string name, email;
};

class ObjectDatabase {
  public:
    virtual ~ObjectDatabase() = default;

    virtual std::optional<std::string> head() = 0;
    virtual IndexState read_index() = 0;
    virtual TreeSettings settings() = 0;
    // Of the repository at `path` below the tree; nullopt where there is none, or no commit in it.
    virtual std::optional<std::string> submodule_head(const std::string& path) = 0;
    virtual bool submodule_changed(const std::string& path) = 0;

    virtual bool all_exist(const std::vector<std::string>& ids) = 0;
    // Regular files of the working tree through git's filters, in order; with `store` they are also written.
    // nullopt for one that is gone or cannot be read.
    virtual std::vector<std::optional<std::string>> blobs_of_files(const std::vector<std::string>& paths,
                                                                   bool store) = 0;
    virtual std::string blob(const std::string& content, bool store) = 0;
    virtual std::string tree(const std::vector<TreeFile>& sorted) = 0;
    virtual std::string commit(const std::string& tree, const std::optional<std::string>& parent,
                               const std::string& message, std::int64_t when_s) = 0;
    // An annotated tag of a commit, by identity().
    virtual std::string tag(const NewTag& tag) = 0;
    virtual void publish() = 0;

    // Who commits and tags, as the configuration says, or the variables that git honours before it.
    virtual Identity identity() = 0;
    // The configuration's entries below `remote.`, names as git writes them: remote.origin.tagopt.
    virtual std::vector<std::pair<std::string, std::string>> remote_settings() = 0;

    // Throws Error(failed) where the name is taken: of two who create it at once, one succeeds.
    virtual void create_reference(const std::string& name, const std::string& id) = 0;
    virtual void remove_reference(const std::string& name) = 0;  // absence is fine
};

}  // namespace mlpipe::git
