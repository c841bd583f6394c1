#include "mlpipe/git/history.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "handles.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

using git::Blob;
using git::Deleter;
using git::Object;
using git::ReferenceIterator;
using git::Tree;
using Worktree = std::unique_ptr<git_worktree, Deleter<git_worktree_free>>;

struct Names {
    git_strarray list{};
    ~Names() { git_strarray_dispose(&list); }
};

struct ById {
    bool operator()(const git_oid& left, const git_oid& right) const {
        return git_oid_cmp(&left, &right) < 0;
    }
};

// Null where there is no repository.
git::Repository open_repository(const std::string& directory) {
    git_repository* opened = nullptr;
    const int outcome = git_repository_open_ext(&opened, directory.c_str(), 0, nullptr);
    if (outcome == GIT_ENOTFOUND) return nullptr;
    if (outcome < 0) git::throw_git_error("open the git repository of", directory);
    return git::Repository(opened);
}

class TipReader {
  public:
    TipReader(git_repository* repository, const std::string& directory,
              const std::vector<std::string>& suffixes)
        : repository_(repository), directory_(directory), suffixes_(suffixes) {}

    void read(const git_reference* reference) {
        git_object* peeled = nullptr;
        // A tag of a blob, or a symbolic reference to nothing, leads to no tree.
        if (git_reference_peel(&peeled, reference, GIT_OBJECT_TREE) < 0) return;
        const Object tree(peeled);
        read_tree(*git_object_id(tree.get()));
    }

    std::vector<std::string> contents;

  private:
    // Branches share most of their trees; each is walked once.
    void read_tree(const git_oid& id) {
        if (!seen_.insert(id).second) return;
        git_tree* found = nullptr;
        if (git_tree_lookup(&found, repository_, &id) < 0) git::throw_git_error("read a tree of", directory_);
        const Tree tree(found);
        for (std::size_t i = 0; i < git_tree_entrycount(tree.get()); ++i) {
            const git_tree_entry* entry = git_tree_entry_byindex(tree.get(), i);
            const git_object_t type = git_tree_entry_type(entry);
            if (type == GIT_OBJECT_TREE) read_tree(*git_tree_entry_id(entry));
            if (type == GIT_OBJECT_BLOB && wanted(git_tree_entry_name(entry)))
                read_blob(*git_tree_entry_id(entry));
        }
    }

    bool wanted(std::string_view name) const {
        return std::any_of(suffixes_.begin(), suffixes_.end(),
                           [&](const std::string& suffix) { return name.ends_with(suffix); });
    }

    void read_blob(const git_oid& id) {
        if (!seen_.insert(id).second) return;
        git_blob* found = nullptr;
        if (git_blob_lookup(&found, repository_, &id) < 0) git::throw_git_error("read a file of", directory_);
        const Blob blob(found);
        contents.emplace_back(static_cast<const char*>(git_blob_rawcontent(blob.get())),
                              static_cast<std::size_t>(git_blob_rawsize(blob.get())));
    }

    git_repository* repository_;
    const std::string& directory_;
    const std::vector<std::string>& suffixes_;
    std::set<git_oid, ById> seen_;
};

}  // namespace

std::vector<std::string> contents_at_tips(const std::string& directory,
                                          const std::vector<std::string>& suffixes) {
    const git::Session session;
    const git::Repository repository = open_repository(directory);
    if (!repository) return {};
    TipReader reader(repository.get(), directory, suffixes);
    git_reference* head = nullptr;
    if (git_repository_head(&head, repository.get()) == 0) reader.read(git::Reference(head).get());
    git_reference_iterator* started = nullptr;
    if (git_reference_iterator_new(&started, repository.get()) < 0)
        git::throw_git_error("list the branches of", directory);
    const ReferenceIterator iterator(started);
    git_reference* next = nullptr;
    int outcome = 0;
    while ((outcome = git_reference_next(&next, iterator.get())) == 0) {
        const git::Reference reference(next);
        const std::string_view name = git_reference_name(reference.get());
        const bool counts = name.starts_with("refs/heads/") || name.starts_with("refs/remotes/") ||
                            name.starts_with("refs/tags/");
        if (counts) reader.read(reference.get());
    }
    if (outcome != GIT_ITEROVER) git::throw_git_error("list the branches of", directory);
    return std::move(reader.contents);
}

std::vector<std::string> other_work_trees(const std::string& directory) {
    const git::Session session;
    const git::Repository repository = open_repository(directory);
    if (!repository) return {};
    std::set<std::string> trees;
    // For a linked work tree the main one's place is beside the common directory.
    const std::string common = path::normalise(git_repository_commondir(repository.get()));
    if (path::name(common) == ".git") trees.insert(std::string(path::parent(common)));
    Names names;
    if (git_worktree_list(&names.list, repository.get()) < 0)
        git::throw_git_error("list the work trees of", directory);
    for (std::size_t i = 0; i < names.list.count; ++i) {
        git_worktree* found = nullptr;
        if (git_worktree_lookup(&found, repository.get(), names.list.strings[i]) < 0) continue;
        trees.insert(path::normalise(git_worktree_path(Worktree(found).get())));
    }
    const char* here = git_repository_workdir(repository.get());
    if (here != nullptr) trees.erase(path::normalise(here));
    return {trees.begin(), trees.end()};
}

}  // namespace mlpipe
