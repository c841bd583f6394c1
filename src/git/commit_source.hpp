// What Commits asks of a repository, answered by libgit2 or, where that cannot read it, by the git program.
// Ids are hex and complete.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/git/commits.hpp"
#include "mlpipe/git/tags.hpp"

namespace mlpipe {
class FileSystem;
}

namespace mlpipe::git {

constexpr std::string_view tags_at = "refs/tags/";

class CommitSource {
  public:
    virtual ~CommitSource() = default;
    virtual std::optional<std::string> resolve(const std::string& text) = 0;
    virtual CommitInfo info(const std::string& commit) = 0;
    virtual std::optional<std::string> read(const std::string& commit, const std::string& path) = 0;
    virtual std::string read_blob(const std::string& id) = 0;
    virtual std::vector<TreeFile> files(const std::string& commit) = 0;
    virtual std::vector<FileChange> changes(const std::string& from, const std::string& to) = 0;
    virtual std::string text_diff(const std::string& from, const std::string& to,
                                  const std::vector<std::string>& paths) = 0;
    // What `to` reaches and `not_from` does not ("" for nothing left out), topological, newest first.
    virtual std::vector<CommitNode> walk(const std::string& to, const std::string& not_from) = 0;
    // Names and targets of references below `prefix`, sorted by name; symbolic ones are left out.
    virtual std::vector<std::pair<std::string, std::string>> references(const std::string& prefix) = 0;
    // Of the references below refs/tags whose names are `wanted`, those that are annotated tags of commits.
    virtual std::vector<AnnotatedTag> tags(const std::function<bool(std::string_view)>& wanted) = 0;
    virtual bool shallow() = 0;
    virtual void check_out(const std::string& commit, const std::string& directory) = 0;
};

// `directory`: the work tree's root, or of a repository of mlpipe's own its git directory.
std::unique_ptr<CommitSource> library_commits(FileSystem& files, const std::string& directory,
                                              const std::string& scratch);
std::unique_ptr<CommitSource> program_commits(FileSystem& files, const std::string& directory,
                                              const std::string& scratch);

// By the git program, with an index of its own.
void check_out_by_program(FileSystem& files, const std::string& repository, const std::string& commit,
                          const std::string& directory, const std::string& scratch);

}  // namespace mlpipe::git
