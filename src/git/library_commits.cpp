#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "commit_source.hpp"
#include "git_program.hpp"
#include "handles.hpp"
#include "mlpipe/base/error.hpp"
#include "open_repository.hpp"
#include "program_commits.hpp"

namespace mlpipe::git {

namespace {

using Diff = std::unique_ptr<git_diff, Deleter<git_diff_free>>;
using RevisionWalk = std::unique_ptr<git_revwalk, Deleter<git_revwalk_free>>;
using Tag = std::unique_ptr<git_tag, Deleter<git_tag_free>>;
using TreeEntry = std::unique_ptr<git_tree_entry, Deleter<git_tree_entry_free>>;

std::string bytes_of(const git_blob* blob) {
    return {static_cast<const char*>(git_blob_rawcontent(blob)),
            static_cast<std::size_t>(git_blob_rawsize(blob))};
}

FileChange change_of(const git_diff_delta& delta) {
    FileChange change;
    change.path = delta.new_file.path != nullptr ? delta.new_file.path : delta.old_file.path;
    change.from_mode = delta.old_file.mode;
    change.to_mode = delta.new_file.mode;
    if (change.from_mode != 0) change.from_id = hex(delta.old_file.id);
    if (change.to_mode != 0) change.to_id = hex(delta.new_file.id);
    change.kind = change.from_mode == 0 ? FileChangeKind::added
                  : change.to_mode == 0 ? FileChangeKind::removed
                                        : FileChangeKind::modified;
    return change;
}

class LibraryCommits : public CommitSource {
  public:
    LibraryCommits(FileSystem& files, std::string directory, std::string scratch)
        : files_(files), directory_(std::move(directory)), scratch_(std::move(scratch)) {
        Opened opened = open_repository(directory_);
        if (!opened.repository)
            throw Error(ErrorKind::failed, "cannot open '" + directory_ + "': " + opened.why);
        repository_ = std::move(opened.repository);
    }

    std::optional<std::string> resolve(const std::string& text) override {
        git_object* found = nullptr;
        const int outcome = git_revparse_single(&found, repository_.get(), text.c_str());
        if (outcome == GIT_EAMBIGUOUS) throw_git_error("resolve", text);
        if (outcome < 0) return std::nullopt;
        const Object object(found);
        git_object* peeled = nullptr;
        if (git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT) < 0) return std::nullopt;
        const Object commit(peeled);
        return hex(*git_object_id(commit.get()));
    }

    CommitInfo info(const std::string& id) override {
        const Commit commit = lookup(id);
        CommitInfo info;
        info.id = id;
        info.tree = hex(*git_commit_tree_id(commit.get()));
        const git_signature* author = git_commit_author(commit.get());
        info.author_name = author->name;
        info.author_email = author->email;
        info.time_s = git_commit_time(commit.get());
        info.message = git_commit_message_raw(commit.get());
        for (unsigned int i = 0; i < git_commit_parentcount(commit.get()); ++i)
            info.parents.push_back(hex(*git_commit_parent_id(commit.get(), i)));
        return info;
    }

    std::optional<std::string> read(const std::string& commit, const std::string& path) override {
        const Tree tree = tree_of(commit);
        git_tree_entry* found = nullptr;
        const int outcome = git_tree_entry_bypath(&found, tree.get(), path.c_str());
        if (outcome == GIT_ENOTFOUND) return std::nullopt;
        if (outcome < 0) throw_git_error("read", path);
        const TreeEntry entry(found);
        if (git_tree_entry_type(entry.get()) != GIT_OBJECT_BLOB) return std::nullopt;
        return read_blob(hex(*git_tree_entry_id(entry.get())));
    }

    std::string read_blob(const std::string& id) override {
        const git_oid parsed = parse_id(id);
        git_blob* found = nullptr;
        if (git_blob_lookup(&found, repository_.get(), &parsed) < 0) throw_git_error("read the file", id);
        const Blob blob(found);
        return bytes_of(blob.get());
    }

    std::vector<TreeFile> files(const std::string& commit) override {
        std::vector<TreeFile> found;
        collect(*git_tree_id(tree_of(commit).get()), "", found);
        return found;
    }

    std::vector<FileChange> changes(const std::string& from, const std::string& to) override {
        git_diff_options options = GIT_DIFF_OPTIONS_INIT;
        options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
        const Diff diff = compare(from, to, options);
        std::vector<FileChange> changes;
        for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i)
            changes.push_back(change_of(*git_diff_get_delta(diff.get(), i)));
        std::sort(changes.begin(), changes.end(),
                  [](const FileChange& left, const FileChange& right) { return left.path < right.path; });
        return changes;
    }

    std::string text_diff(const std::string& from, const std::string& to,
                          const std::vector<std::string>& paths) override {
        git_diff_options options = GIT_DIFF_OPTIONS_INIT;
        options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH;
        std::vector<char*> only;
        for (const std::string& path : paths) only.push_back(const_cast<char*>(path.c_str()));
        options.pathspec = {only.data(), only.size()};
        const Diff diff = compare(from, to, options);
        Buffer text;
        if (git_diff_to_buf(text.get(), diff.get(), GIT_DIFF_FORMAT_PATCH) < 0)
            throw_git_error("compare commits of", directory_);
        return text.text();
    }

    std::vector<CommitNode> walk(const std::string& to, const std::string& not_from) override {
        // libgit2 before 1.7 looks for the parents that a shallow clone does not have.
        if (shallow()) return walk_by_program(GitProgram(directory_), to, not_from);
        git_revwalk* started = nullptr;
        if (git_revwalk_new(&started, repository_.get()) < 0) throw_git_error("walk", directory_);
        const RevisionWalk walk(started);
        git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
        git_oid id = parse_id(to);
        if (git_revwalk_push(walk.get(), &id) < 0) throw_git_error("walk from", to);
        if (!not_from.empty()) {
            id = parse_id(not_from);
            if (git_revwalk_hide(walk.get(), &id) < 0) throw_git_error("walk from", not_from);
        }
        std::vector<CommitNode> nodes;
        int outcome = 0;
        while ((outcome = git_revwalk_next(&id, walk.get())) == 0)
            nodes.push_back({hex(id), info(hex(id)).parents});
        if (outcome != GIT_ITEROVER) throw_git_error("walk", directory_);
        return nodes;
    }

    std::vector<std::pair<std::string, std::string>> references(const std::string& prefix) override {
        git_reference_iterator* started = nullptr;
        if (git_reference_iterator_glob_new(&started, repository_.get(), (prefix + "*").c_str()) < 0)
            throw_git_error("list the references of", directory_);
        const ReferenceIterator iterator(started);
        std::vector<std::pair<std::string, std::string>> found;
        git_reference* next = nullptr;
        int outcome = 0;
        while ((outcome = git_reference_next(&next, iterator.get())) == 0) {
            const Reference reference(next);
            if (const git_oid* target = git_reference_target(reference.get()))
                found.emplace_back(git_reference_name(reference.get()), hex(*target));
        }
        if (outcome != GIT_ITEROVER) throw_git_error("list the references of", directory_);
        std::sort(found.begin(), found.end());
        return found;
    }

    std::vector<AnnotatedTag> tags(const std::function<bool(std::string_view)>& wanted) override {
        std::vector<AnnotatedTag> found;
        for (const auto& [reference, id] : references(std::string(tags_at))) {
            std::string name = reference.substr(tags_at.size());
            if (!wanted(name)) continue;
            const git_oid parsed = parse_id(id);
            git_tag* looked_up = nullptr;
            const int outcome = git_tag_lookup(&looked_up, repository_.get(), &parsed);
            if (outcome == GIT_ENOTFOUND) continue;  // a lightweight one
            if (outcome < 0) throw_git_error("read the tag", name);
            const Tag tag(looked_up);
            if (git_tag_target_type(tag.get()) != GIT_OBJECT_COMMIT) continue;
            AnnotatedTag& added = found.emplace_back();
            added.name = std::move(name);
            added.id = id;
            added.commit = hex(*git_tag_target_id(tag.get()));
            if (const git_signature* tagger = git_tag_tagger(tag.get())) {
                added.tagger_name = tagger->name;
                added.tagger_email = tagger->email;
                added.when_s = tagger->when.time;
            }
            if (const char* message = git_tag_message(tag.get())) added.message = message;
        }
        return found;
    }

    bool shallow() override { return git_repository_is_shallow(repository_.get()) == 1; }

    void check_out(const std::string& commit, const std::string& directory) override {
        if (GitProgram::installed())
            return check_out_by_program(files_, directory_, commit, directory, scratch_);
        const Commit source = lookup(commit);
        git_checkout_options options = GIT_CHECKOUT_OPTIONS_INIT;
        options.checkout_strategy = GIT_CHECKOUT_FORCE | GIT_CHECKOUT_DONT_UPDATE_INDEX;
        options.target_directory = directory.c_str();
        if (git_checkout_tree(repository_.get(), reinterpret_cast<const git_object*>(source.get()),
                              &options) < 0)
            throw_git_error("check out '" + commit + "' into", directory);
    }

  private:
    Commit lookup(const std::string& id) const {
        const git_oid parsed = parse_id(id);
        git_commit* found = nullptr;
        if (git_commit_lookup(&found, repository_.get(), &parsed) < 0) throw_git_error("read the commit", id);
        return Commit(found);
    }

    Tree tree_of(const std::string& commit) const {
        git_tree* found = nullptr;
        if (git_commit_tree(&found, lookup(commit).get()) < 0) throw_git_error("read the tree of", commit);
        return Tree(found);
    }

    void collect(const git_oid& id, const std::string& directory, std::vector<TreeFile>& found) const {
        git_tree* opened = nullptr;
        if (git_tree_lookup(&opened, repository_.get(), &id) < 0)
            throw_git_error("read a tree of", directory_);
        const Tree tree(opened);
        for (std::size_t i = 0; i < git_tree_entrycount(tree.get()); ++i) {
            const git_tree_entry* entry = git_tree_entry_byindex(tree.get(), i);
            std::string path = directory + git_tree_entry_name(entry);
            if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
                collect(*git_tree_entry_id(entry), path + "/", found);
            else
                found.push_back(
                    {std::move(path), hex(*git_tree_entry_id(entry)), git_tree_entry_filemode(entry)});
        }
    }

    Diff compare(const std::string& from, const std::string& to, const git_diff_options& options) const {
        const Tree old_tree = tree_of(from), new_tree = tree_of(to);
        git_diff* made = nullptr;
        if (git_diff_tree_to_tree(&made, repository_.get(), old_tree.get(), new_tree.get(), &options) < 0)
            throw_git_error("compare commits of", directory_);
        return Diff(made);
    }

    FileSystem& files_;
    std::string directory_, scratch_;
    Repository repository_;
};

}  // namespace

std::unique_ptr<CommitSource> library_commits(FileSystem& files, const std::string& directory,
                                              const std::string& scratch) {
    return std::make_unique<LibraryCommits>(files, directory, scratch);
}

}  // namespace mlpipe::git
