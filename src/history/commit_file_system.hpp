// A commit's files as a file system that can only be read, so that what reads a pipeline in the working tree
// reads it in any commit alike. Links are followed where they are the last part of a path, within the commit.
// One thread.
#pragma once
#include <map>
#include <string>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/git/commits.hpp"

namespace mlpipe {

class CommitFileSystem : public FileSystem {
  public:
    // `commits` must outlive it.
    CommitFileSystem(const Commits& commits, const std::string& commit);

    std::optional<FileStat> stat(const std::string& path) const override;
    std::optional<FileStat> link_stat(const std::string& path) const override;
    std::unique_ptr<FileReader> open_read(const std::string& path) const override;
    std::vector<DirectoryEntry> list(const std::string& path) const override;
    std::string read_link(const std::string& path) const override;
    std::optional<std::string> real_path(const std::string& path) const override;
    std::int64_t now_ns() const override;

    // All of these throw Error(failed): what was committed stays as it is.
    std::unique_ptr<FileWriter> create(const std::string& path, std::uint32_t mode) override;
    void create_directories(const std::string& path) override;
    void create_link(const std::string& target, const std::string& path) override;
    void create_hard_link(const std::string& existing, const std::string& path) override;
    bool clone_file(const std::string& from, const std::string& to, std::uint32_t mode) override;
    bool rename(const std::string& from, const std::string& to) override;
    void set_mode(const std::string& path, std::uint32_t mode) override;
    void remove_file(const std::string& path) override;
    void remove_tree(const std::string& path) override;
    void sync_file(const std::string& path) override;
    void sync_directory(const std::string& path) override;
    void sync_file_system(const std::string& path) override;

  private:
    const TreeFile* find(const std::string& path) const;  // absolute
    std::optional<std::string> directory_in_tree(const std::string& path) const;
    bool is_directory(const std::string& in_tree) const;
    std::optional<std::string> resolve(const std::string& path) const;
    [[noreturn]] void refuse(const std::string& path) const;

    const Commits& commits_;
    std::string commit_;
    std::map<std::string, TreeFile> entries_;  // by path in the tree
};

}  // namespace mlpipe
