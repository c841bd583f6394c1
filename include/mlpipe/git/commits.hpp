// What commits hold: for comparing, restoring and reproducing. Reads only, creates nothing, and trusts
// nothing that a repository contains. Paths are relative to the tree's root (path_in_tree says how), bytes.
//
// One thread at a time; several objects on several threads are independent. Absence is a value; what cannot
// be read throws Error(failed).
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mlpipe {

class FileSystem;

struct CommitInfo {
    std::string id, tree;  // hex
    std::string author_name, author_email;
    std::int64_t time_s = 0;  // of the committer, since 1970 UTC
    std::string message;
    std::vector<std::string> parents;  // hex
};

struct TreeFile {
    std::string path;
    std::string id;          // hex, of the blob; of a submodule's commit where the mode says so
    std::uint32_t mode = 0;  // 0100644, 0100755, 0120000 (link) or 0160000 (submodule)
    bool operator==(const TreeFile&) const = default;
};

enum class FileChangeKind { added, removed, modified };

struct FileChange {
    std::string path;
    FileChangeKind kind = FileChangeKind::modified;
    std::string from_id, to_id;                // hex; empty where there is none
    std::uint32_t from_mode = 0, to_mode = 0;  // 0 where there is none
    bool operator==(const FileChange&) const = default;
};

struct CommitNode {
    std::string id;
    std::vector<std::string> parents;  // those within the answer only
};

struct RunReference {
    std::string run;
    std::string commit;  // hex
};

struct BranchTip {
    std::string name;  // short: `main`, `origin/main`
    std::string commit;
    bool remote = false;
};

class Commits {
  public:
    // As RunRepository::open; nullopt where there is no repository, and none of mlpipe's own.
    static std::optional<Commits> open(FileSystem& files, const std::string& root,
                                       const std::string& own_directory);
    Commits(Commits&&) noexcept;
    Commits& operator=(Commits&&) noexcept;
    ~Commits();

    bool own() const;
    const std::string& tree_root() const;
    // What an absolute path is called in trees; nullopt outside of the tree.
    std::optional<std::string> path_in_tree(const std::string& path) const;

    // The commit that a run id, a branch, a tag, a (short) hex id or anything else that git understands
    // names. nullopt where it names none; an ambiguous short id throws.
    std::optional<std::string> resolve(const std::string& text) const;
    CommitInfo info(const std::string& commit) const;

    std::optional<std::string> read(const std::string& commit, const std::string& path) const;
    std::string read_blob(const std::string& id) const;
    std::vector<TreeFile> files(const std::string& commit) const;  // sorted by path
    // Sorted by path; a rename is a removal and an addition.
    std::vector<FileChange> changes(const std::string& from, const std::string& to) const;
    // The same against the working tree: what git tracks, and what it neither tracks nor ignores (up to
    // `limit` bytes a file). Nothing is written; `to_id` is what the file's blob would be called.
    std::vector<FileChange> changes_in_work_tree(const std::string& from,
                                                 std::uint64_t limit = 10 << 20) const;
    // A unified diff as `git diff` prints it, of the given files or of all.
    std::string text_diff(const std::string& from, const std::string& to,
                          const std::vector<std::string>& paths = {}) const;

    // Commits that `bad` reaches and `good` does not, newest first, in topological order: what `git bisect`
    // would choose from.
    std::vector<CommitNode> between(const std::string& good, const std::string& bad) const;
    // All that `tip` reaches, itself included, newest first.
    std::vector<std::string> reachable(const std::string& tip) const;
    std::vector<BranchTip> branches() const;  // local and remote-tracking, sorted by name
    std::vector<RunReference> runs() const;   // sorted by run

    // The commit's files into `directory`, which is empty and lies outside the repository, with the filters
    // that git would apply. Submodules become empty directories. Runs no hook.
    void check_out(const std::string& commit, const std::string& directory) const;

  private:
    struct State;
    explicit Commits(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
