// A repository through libgit2. What that cannot do for single files or the index is asked of the git program:
// the user's own filters, and an index that is split or sparse.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "filtered_files.hpp"
#include "handles.hpp"
#include "new_objects.hpp"
#include "object_database.hpp"

namespace mlpipe::git {

class LibraryDatabase : public ObjectDatabase {
  public:
    // `root`: of the tree, absolute. `scratch`: a directory for files of ours, which need not exist. A bare repository has
    // no index and no HEAD that counts.
    LibraryDatabase(FileSystem& files, Repository repository, std::string root, std::string scratch);

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
    void publish() override;
    void create_reference(const std::string& name, const std::string& id) override;
    void remove_reference(const std::string& name) override;

    git_repository* repository() const { return repository_.get(); }

  private:
    bool bare() const { return git_repository_is_bare(repository_.get()) != 0; }
    std::string item_path(git_repository_item_t item) const;
    Index open_index();
    Index flattened_index();

    FileSystem& files_;
    Repository repository_;
    std::string root_, scratch_;
    NewObjects objects_;
    FilteredFiles filters_;
};

}  // namespace mlpipe::git
