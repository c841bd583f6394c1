// A git work tree, as far as a run must know it. Holds all of libgit2 for these questions; no git type leaves this
// room. One thread. A repository that git refuses (foreign owner) throws Error(failed) with the line that allows it.
#pragma once
#include <memory>
#include <optional>
#include <string>

namespace mlpipe {

class WorkTree {
  public:
    // The work tree that contains `directory`; nullopt where there is none (or it is bare).
    static std::optional<WorkTree> discover(const std::string& directory);
    WorkTree(WorkTree&&) noexcept;
    WorkTree& operator=(WorkTree&&) noexcept;
    ~WorkTree();

    const std::string& root() const;      // absolute, without a trailing slash
    std::optional<std::string> branch() const;  // short name, also of an unborn one; nullopt: detached
    std::optional<std::string> head() const;    // hex id of HEAD's commit
    // Paths are absolute. Something inside a tracked directory counts as tracked by its own entry only; a directory is
    // tracked when any entry lies below it.
    bool is_tracked(const std::string& path) const;
    bool is_ignored(const std::string& path) const;

  private:
    struct State;
    explicit WorkTree(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
