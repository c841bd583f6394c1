// A git work tree, as far as a run must know it. Answered by libgit2, or by the git program where that cannot
// read the repository (SHA-256 object names) or its index (split, sparse); no git type leaves this room. One
// thread. A repository that git refuses (foreign owner) throws Error(failed) with the line that allows it; so
// does one that neither can read. What other git processes change meanwhile is seen at the next question.
#pragma once
#include <memory>
#include <optional>
#include <string>

namespace mlpipe {

class WorkTree {
  public:
    // The innermost work tree that contains `directory`; nullopt where there is none (or it is bare). As in
    // git, the search stops where another file system begins.
    static std::optional<WorkTree> discover(const std::string& directory);
    WorkTree(WorkTree&&) noexcept;
    WorkTree& operator=(WorkTree&&) noexcept;
    ~WorkTree();

    // Absolute, without a trailing slash. Links on the way stay as `directory` named them, so that it lies
    // below the root by its name too, unless a link leads from outside into the middle of the tree.
    const std::string& root() const;
    std::optional<std::string> branch() const;  // short name, also of an unborn one; nullopt: detached
    std::optional<std::string> head() const;    // hex id of HEAD's commit; nullopt: unborn
    // Paths are absolute. Something inside a tracked directory counts as tracked by its own entry only; a
    // directory is tracked when any entry lies below it; what lies outside the tree is not tracked and not
    // ignored.
    bool is_tracked(const std::string& path) const;
    // By the ignore files alone, tracked or not. A path that does not exist yet is asked as a directory when
    // it ends in a slash.
    bool is_ignored(const std::string& path) const;

  private:
    struct State;
    explicit WorkTree(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
