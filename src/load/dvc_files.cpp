#include "mlpipe/load/dvc_files.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/ignore.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::array<std::string_view, 5> never_entered{".git", ".hg", ".dvc", ".mlpipe", "__pycache__"};

// The rules of one kind of ignore file, as they hold in one folder: those of the folders above it, and its own.
class IgnoreFiles {
  public:
    IgnoreFiles(const FileSystem& files, const char* name, const std::string& root)
        : files_(&files), name_(name), root_(&root), rules_(std::make_shared<const IgnoreRules>()) {}

    IgnoreFiles inside(const std::string& folder) const {
        IgnoreFiles found = *this;
        if (const auto text = read_file_if_present(*files_, path::join(folder, name_))) {
            IgnoreRules rules = *rules_;
            rules.add(*text, folder == *root_ ? "" : path::relative(folder, *root_));
            found.rules_ = std::make_shared<const IgnoreRules>(std::move(rules));
        }
        return found;
    }

    bool leave_out(const std::string& full, bool is_directory) const {
        return rules_->entry_ignored(path::relative(full, *root_), is_directory);
    }

  private:
    const FileSystem* files_;
    const char* name_;
    const std::string* root_;
    std::shared_ptr<const IgnoreRules> rules_;
};

class Search {
  public:
    Search(const FileSystem& files, const std::string& dvc_root, const std::string& project_root)
        : files_(files), dvc_root_(dvc_root), project_root_(project_root) {}

    std::vector<std::string> find() {
        IgnoreFiles git(files_, ".gitignore", project_root_);
        for (const std::string& above : folders_above()) git = git.inside(above);
        enter(dvc_root_, git, IgnoreFiles(files_, ".dvcignore", dvc_root_));
        std::sort(found_.begin(), found_.end());
        return std::move(found_);
    }

  private:
    // From the project's root down to the folder above the one of DVC.
    std::vector<std::string> folders_above() const {
        std::vector<std::string> folders;
        for (std::string at = dvc_root_; at != project_root_ && path::contains(project_root_, at);) {
            at = std::string(path::parent(at));
            folders.insert(folders.begin(), at);
        }
        return folders;
    }

    void enter(const std::string& folder, const IgnoreFiles& git_above, const IgnoreFiles& dvc_above) {
        const std::vector<DirectoryEntry> entries = list(folder);
        const auto has = [&](std::string_view name) {
            return std::any_of(entries.begin(), entries.end(),
                               [&](const DirectoryEntry& entry) { return entry.name == name; });
        };
        if (folder != dvc_root_ && has(".dvc")) return;  // a project of its own
        const IgnoreFiles git = has(".gitignore") ? git_above.inside(folder) : git_above;
        const IgnoreFiles dvc = has(".dvcignore") ? dvc_above.inside(folder) : dvc_above;
        for (const DirectoryEntry& entry : entries) {
            const bool is_directory = entry.type == FileType::directory;
            if (!is_directory && entry.name != "dvc.yaml") continue;
            if (std::find(never_entered.begin(), never_entered.end(), entry.name) != never_entered.end())
                continue;
            const std::string full = path::join(folder, entry.name);
            if (git.leave_out(full, is_directory) || dvc.leave_out(full, is_directory)) continue;
            if (is_directory)
                enter(full, git, dvc);
            else if (const auto stat = files_.stat(full); stat && stat->type == FileType::file)
                found_.push_back(full);
        }
    }

    // Folders vanish, and some are not ours to read: there is no pipeline in them.
    std::vector<DirectoryEntry> list(const std::string& folder) const {
        try {
            return files_.list(folder);
        } catch (const Error&) {
            return {};
        }
    }

    const FileSystem& files_;
    const std::string& dvc_root_;
    const std::string& project_root_;
    std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> find_dvc_files(const FileSystem& files, const std::string& dvc_root,
                                        const std::string& project_root) {
    return Search(files, dvc_root, project_root).find();
}

}  // namespace mlpipe
