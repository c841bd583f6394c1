#include "mlpipe/git/history.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "commit_source.hpp"
#include "git_program.hpp"
#include "handles.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/text.hpp"
#include "open_repository.hpp"

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

bool ends_in_one(std::string_view name, const std::vector<std::string>& suffixes) {
    return std::any_of(suffixes.begin(), suffixes.end(),
                       [&](const std::string& suffix) { return name.ends_with(suffix); });
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
            if (type == GIT_OBJECT_BLOB && ends_in_one(git_tree_entry_name(entry), suffixes_))
                read_blob(*git_tree_entry_id(entry));
        }
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

// For a repository that libgit2 cannot read.
std::vector<std::string> contents_by_program(const std::string& directory,
                                             const std::vector<std::string>& suffixes) {
    const auto commits = git::program_commits(posix_file_system(), directory, directory);
    std::set<std::string> tips, blobs;
    if (const auto head = commits->resolve("HEAD")) tips.insert(*head);
    for (const char* prefix : {"refs/heads/", "refs/remotes/", "refs/tags/"})
        for (const auto& [name, id] : commits->references(prefix))
            if (const auto commit = commits->resolve(id)) tips.insert(*commit);
    for (const std::string& tip : tips)
        for (const TreeFile& file : commits->files(tip))
            if (ends_in_one(file.path, suffixes)) blobs.insert(file.id);
    std::vector<std::string> contents;
    for (const std::string& blob : blobs) contents.push_back(commits->read_blob(blob));
    return contents;
}

std::vector<std::string> other_work_trees_by_program(const std::string& directory, const std::string& here) {
    const std::string listed = git::GitProgram(directory).run(
        {"list the work trees of '" + directory + "'", {"worktree", "list", "--porcelain"}});
    constexpr std::string_view key = "worktree ";
    std::vector<std::string> trees;
    for (const std::string& line : text::split_lines(listed))
        if (line.starts_with(key) && line.substr(key.size()) != here)
            trees.push_back(path::normalise(line.substr(key.size())));
    std::sort(trees.begin(), trees.end());
    return trees;
}

}  // namespace

std::vector<std::string> contents_at_tips(const std::string& directory,
                                          const std::vector<std::string>& suffixes) {
    const git::Opened opened = git::open_repository(directory);
    if (opened.unreadable && !git::work_tree_by_program(directory, opened.why).empty())
        return contents_by_program(directory, suffixes);
    const git::Repository& repository = opened.repository;
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
    const git::Opened opened = git::open_repository(directory);
    if (opened.unreadable) {
        const std::string here = git::work_tree_by_program(directory, opened.why);
        return here.empty() ? std::vector<std::string>() : other_work_trees_by_program(directory, here);
    }
    const git::Repository& repository = opened.repository;
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
