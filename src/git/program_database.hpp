// A repository through the git program alone: for formats that libgit2 does not know (SHA-256 object names,
// reftable). Slower by a process a question, and otherwise the same. The user's index is copied where git
// would write it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "git_program.hpp"
#include "object_database.hpp"

namespace mlpipe {
class FileSystem;
}

namespace mlpipe::git {

class ProgramDatabase : public ObjectDatabase {
  public:
    // Of the work tree that `directory` lies in; null where git finds none. `why` libgit2 would not do is
    // said when git is missing.
    static std::unique_ptr<ProgramDatabase> open(FileSystem& files, const std::string& directory,
                                                 const std::string& scratch, const std::string& why);

    const std::string& root() const { return root_; }
    std::optional<std::string> head() override;
    IndexState read_index() override;
    TreeSettings settings() override;
    std::optional<std::string> submodule_head(const std::string& path) override;
    bool submodule_changed(const std::string& path) override;
    bool all_exist(const std::vector<std::string>& ids) override;
    std::vector<std::optional<std::string>> blobs_of_files(const std::vector<std::string>& paths,
                                                           bool store) override;
    std::string blob(const std::string& content, bool store) override;
    std::string tree(const std::vector<TreeFile>& sorted) override;
    std::string commit(const std::string& tree, const std::optional<std::string>& parent,
                       const std::string& message, std::int64_t when_s) override;
    std::string tag(const NewTag& tag) override;
    Identity identity() override;
    std::vector<std::pair<std::string, std::string>> remote_settings() override;
    void publish() override {}  // git has synced each object
    void create_reference(const std::string& name, const std::string& id) override;
    void remove_reference(const std::string& name) override;

  private:
    ProgramDatabase(FileSystem& files, std::string root, std::string scratch);
    std::string git_path(const std::string& name) const;
    std::string config(const std::string& name, const std::string& type) const;
    std::string user_text(const std::string& setting, const std::string& name) const;

    FileSystem& files_;
    std::string root_, scratch_;
    GitProgram git_;
};

}  // namespace mlpipe::git
