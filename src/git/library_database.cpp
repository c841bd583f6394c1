#include "library_database.hpp"

#include <git2/sys/repository.h>

#include <algorithm>
#include <utility>

#include "git_program.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "reference_file.hpp"
#include "scratch_file.hpp"
#include "settings.hpp"
#include "tag_text.hpp"
#include "tree_writer.hpp"

namespace mlpipe::git {

namespace {

using Signature = std::unique_ptr<git_signature, Deleter<git_signature_free>>;
using StatusList = std::unique_ptr<git_status_list, Deleter<git_status_list_free>>;

std::int64_t nanoseconds(const git_index_time& time) {
    return std::int64_t{time.seconds} * 1'000'000'000 + time.nanoseconds;
}

Signature sign(const Identity& by, std::int64_t when_s) {
    git_signature* made = nullptr;
    // Names of nothing but blanks and points are refused.
    if (git_signature_new(&made, by.name.c_str(), by.email.c_str(), when_s, 0) < 0 &&
        git_signature_new(&made, "mlpipe", "mlpipe@localhost", when_s, 0) < 0)
        throw_git_error("sign as", by.name);
    return Signature(made);
}

Repository open_below(const std::string& directory) {
    git_repository* opened = nullptr;
    const LibraryLeaks ignored;
    if (git_repository_open_ext(&opened, directory.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) < 0)
        return nullptr;
    return Repository(opened);
}

std::optional<std::string> head_of(git_repository* repository) {
    git_oid id;
    if (git_reference_name_to_id(&id, repository, "HEAD") < 0) return std::nullopt;
    return hex(id);
}

void add_entry(IndexState& state, const git_index_entry& entry) {
    // The stages of a path in conflict stand one after the other.
    if (!state.entries.empty() && state.entries.back().path == entry.path) {
        state.entries.back().settled = false;
        return;
    }
    IndexEntry& added = state.entries.emplace_back();
    added.path = entry.path;
    added.id = hex(entry.id);
    added.mode = entry.mode;
    added.size = entry.file_size;
    added.inode = entry.ino;
    added.mtime_ns = nanoseconds(entry.mtime);
    added.ctime_ns = nanoseconds(entry.ctime);
    added.skip_worktree = (entry.flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
    added.settled =
        GIT_INDEX_ENTRY_STAGE(&entry) == 0 && (entry.flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) == 0;
}

}  // namespace

LibraryDatabase::LibraryDatabase(FileSystem& files, Repository repository, std::string root,
                                 std::string scratch)
    : files_(files),
      repository_(std::move(repository)),
      root_(std::move(root)),
      scratch_(std::move(scratch)),
      objects_(files, repository_.get()),
      filters_(files, repository_.get(), root_, objects_) {}

std::string LibraryDatabase::item_path(git_repository_item_t item) const {
    Buffer found;
    if (git_repository_item_path(found.get(), repository_.get(), item) < 0)
        throw_git_error("find the files of", git_repository_path(repository_.get()));
    return found.text();
}

std::optional<std::string> LibraryDatabase::head() {
    if (bare()) return std::nullopt;
    git_oid id;
    const int outcome = git_reference_name_to_id(&id, repository_.get(), "HEAD");
    if (outcome == GIT_ENOTFOUND) return std::nullopt;
    if (outcome < 0) throw_git_error("read HEAD of", root_);
    return hex(id);
}

IndexState LibraryDatabase::read_index() {
    IndexState state;
    if (bare()) return state;
    // Before it is read: what is replaced meanwhile then counts as older than it is, which is safe.
    const auto status = files_.stat(item_path(GIT_REPOSITORY_ITEM_INDEX));
    if (status) state.mtime_ns = status->mtime_ns;
    const Index index = open_index();
    const std::size_t count = git_index_entrycount(index.get());
    state.entries.reserve(count);
    for (std::size_t i = 0; i < count; ++i) add_entry(state, *git_index_get_byindex(index.get(), i));
    return state;
}

Index LibraryDatabase::open_index() {
    git_index* opened = nullptr;
    const bool readable = git_index_open(&opened, item_path(GIT_REPOSITORY_ITEM_INDEX).c_str()) == 0;
    Index index = readable ? Index(opened) : flattened_index();
    // Filters look into it, too.
    if (git_repository_set_index(repository_.get(), index.get()) < 0)
        throw_git_error("use the index of", root_);
    return index;
}

// A copy that libgit2 can read, written by git itself.
Index LibraryDatabase::flattened_index() {
    const ScratchFile place(files_, scratch_, "index-");
    copy_file(files_, item_path(GIT_REPOSITORY_ITEM_INDEX), place.path(), 0644, StopPoint());
    GitProgram(root_).run(
        {"read the index of '" + root_ + "'",
         {"-c", "core.splitIndex=false", "-c", "index.sparse=false", "-c", "index.skipHash=false",
          "update-index", "--no-split-index", "--force-write-index"},
         {"GIT_INDEX_FILE=" + place.path()}});
    git_index* opened = nullptr;
    if (git_index_open(&opened, place.path().c_str()) < 0) throw_git_error("read the index of", root_);
    return Index(opened);
}

TreeSettings LibraryDatabase::settings() {
    return read_settings(files_, open_config(repository_.get()).get(), item_path(GIT_REPOSITORY_ITEM_INFO));
}

std::optional<std::string> LibraryDatabase::submodule_head(const std::string& path) {
    const Repository below = open_below(path::join(root_, path));
    if (!below) return std::nullopt;
    return head_of(below.get());
}

bool LibraryDatabase::submodule_changed(const std::string& path) {
    const Repository below = open_below(path::join(root_, path));
    if (!below) return false;
    git_status_options options = GIT_STATUS_OPTIONS_INIT;
    options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED;
    git_status_list* listed = nullptr;
    if (git_status_list_new(&listed, below.get(), &options) < 0) return true;  // cannot say that it is clean
    const StatusList list(listed);
    return git_status_list_entrycount(list.get()) > 0;
}

bool LibraryDatabase::all_exist(const std::vector<std::string>& ids) {
    return std::all_of(ids.begin(), ids.end(), [this](const std::string& id) {
        const git_oid parsed = parse_id(id);
        return git_odb_exists(objects_.database(), &parsed) != 0;
    });
}

std::vector<std::optional<std::string>> LibraryDatabase::blobs_of_files(const std::vector<std::string>& paths,
                                                                        bool store) {
    return filters_.blobs(paths, store);
}

std::string LibraryDatabase::blob(const std::string& content, bool store) {
    if (store) return hex(objects_.write(content.data(), content.size(), GIT_OBJECT_BLOB));
    git_oid id;
    if (git_odb_hash(&id, content.data(), content.size(), GIT_OBJECT_BLOB) < 0)
        throw_git_error("hash a file of", root_);
    return hex(id);
}

std::string LibraryDatabase::tree(const std::vector<TreeFile>& sorted) {
    return write_tree(sorted, objects_);
}

std::string LibraryDatabase::commit(const std::string& tree, const std::optional<std::string>& parent,
                                    const std::string& message, std::int64_t when_s) {
    const Signature signature = sign(identity(), when_s);
    const std::string by =
        std::string(signature->name) + " <" + signature->email + "> " + std::to_string(when_s) + " +0000\n";
    std::string text = "tree " + tree + "\n";
    if (parent) text += "parent " + *parent + "\n";
    text += "author " + by + "committer " + by + "\n" + message;
    if (!text.ends_with('\n')) text += '\n';
    return hex(objects_.write(text.data(), text.size(), GIT_OBJECT_COMMIT));
}

std::string LibraryDatabase::tag(const NewTag& tag) {
    const std::string text = tag_text(tag, identity());
    return hex(objects_.write(text.data(), text.size(), GIT_OBJECT_TAG));
}

Identity LibraryDatabase::identity() {
    const Config config = open_config(repository_.get());
    return identity_of([&](const char* name) { return config_text(config.get(), name); });
}

std::vector<std::pair<std::string, std::string>> LibraryDatabase::remote_settings() {
    return config_below(open_config(repository_.get()).get(), "remote.");
}

void LibraryDatabase::publish() {
    objects_.publish();
}

void LibraryDatabase::create_reference(const std::string& name, const std::string& id) {
    git_reference* found = nullptr;
    const int outcome = git_reference_lookup(&found, repository_.get(), name.c_str());
    if (outcome == 0) {
        const Reference closing(found);
        throw_reference_exists(name);
    }
    if (outcome != GIT_ENOTFOUND) throw_git_error("create", name);
    const std::string place = path::join(git_repository_commondir(repository_.get()), name);
    create_reference_file(files_, place, id + "\n", name);
}

void LibraryDatabase::remove_reference(const std::string& name) {
    git_reference* found = nullptr;
    const int outcome = git_reference_lookup(&found, repository_.get(), name.c_str());
    if (outcome == GIT_ENOTFOUND) return;
    if (outcome < 0) throw_git_error("read", name);
    const Reference reference(found);
    if (git_reference_delete(reference.get()) < 0) throw_git_error("remove", name);
}

}  // namespace mlpipe::git
