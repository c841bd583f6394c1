// Where runs are committed: the repository that a project lies in, or, where it lies in none, a bare one of
// its own. A run commit holds the code as it was when the run began; it is reached by refs/mlpipe/runs/<run>
// alone. HEAD, branches, index, stash, reflogs and the working tree are read and never written, except by
// commit_files, which is there to commit.
//
// Knows nothing of pipelines: the caller says which paths are outputs and inputs, and what goes in beside the
// code. Given paths are absolute; those handed back are relative to tree_root(). Both are bytes.
//
// One thread at a time; several objects on several threads are independent. What cannot be read or written
// throws Error(failed), a repository that git refuses with the line that allows it.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mlpipe {

class FileSystem;

struct SnapshotOptions {
    // Bytes. Untracked files above it are named, not taken. Tracked ones are always taken.
    std::uint64_t limit = 10 << 20;
    // gitignore patterns, relative to the project's root: untracked files that are not taken, nor named.
    std::vector<std::string> exclude;
    // Absolute paths of files or directories that are not taken unless git tracks them: declared outputs.
    std::vector<std::string> leave_out;
    // Absolute paths that are taken even if git ignores them: declared inputs. A directory is taken whole or,
    // when all its untracked files together are above the limit, named.
    std::vector<std::string> include;
};

struct LeftOut {
    std::string path;
    std::uint64_t size = 0;  // bytes
    bool operator==(const LeftOut&) const = default;
};

struct Snapshot {
    std::vector<LeftOut> left_out;  // sorted by path
    // What a person should know: a submodule with changes of its own, a file that could not be read.
    std::vector<std::string> notes;
};

struct AddedFile {
    std::string path;  // absolute; replaces what the snapshot has there
    std::string content;
};

class RunRepository {
  public:
    // `root`: the project's. `own_directory`: its `.mlpipe`, which exists; files of this room's own go there,
    // and `repo.git` where `root` lies in no repository.
    static RunRepository open(FileSystem& files, const std::string& root, const std::string& own_directory);
    RunRepository(RunRepository&&) noexcept;
    RunRepository& operator=(RunRepository&&) noexcept;
    ~RunRepository();

    bool own() const;                         // a bare repository of mlpipe's
    bool created() const;                     // by this open()
    const std::string& tree_root() const;     // absolute, links resolved; the work tree's, or the project's
    std::optional<std::string> head() const;  // hex id; nullopt: unborn, or own

    // The tracked files as they are in the working tree, and the untracked ones that git does not ignore.
    // Costs a look at each file, and reads those only that changed since git or an earlier snapshot read them.
    // What was read is kept beside the repository's objects until it is committed, or this object ends.
    Snapshot snapshot(const SnapshotOptions& options);

    // Paths of the last snapshot whose content or type in the working tree is another now; sorted. Files that
    // are new do not count.
    std::vector<std::string> changed_since_snapshot();

    // A commit whose tree is the last snapshot's with `added`, and whose parent is HEAD if there is one, at
    // refs/mlpipe/runs/<run>. On the disk when this returns. Its hex id.
    std::string commit_run(const std::string& run, const std::vector<AddedFile>& added,
                           const std::string& message, std::int64_t when_ns);

    // These files, as they are in the working tree, committed onto the current branch as `git commit --only`
    // does, ignored ones too. Nothing else that is staged goes in, and what is staged stays so. nullopt when
    // nothing changed, or where the repository is own(). Needs the git program.
    std::optional<std::string> commit_files(const std::vector<std::string>& paths,
                                            const std::string& message);

    // Forgets the run's commit; git's garbage collection removes what nothing else reaches. Absence is fine.
    void remove_run(const std::string& run);

  private:
    struct State;
    explicit RunRepository(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
