#include "new_objects.hpp"

#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/base/thread_pool.hpp"

namespace mlpipe::git {

namespace {

using PackBuilder = std::unique_ptr<git_packbuilder, Deleter<git_packbuilder_free>>;

constexpr int before_others = 100;         // priority of the staging directory: what is written goes there
constexpr std::size_t worth_a_pack = 256;  // objects
constexpr std::size_t most_syncs = 8;      // at once

// So that the sync of the first file finds the blocks of all on their way.
void start_writing(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    ::sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
    ::close(file);
}

}  // namespace

NewObjects::NewObjects(FileSystem& files, git_repository* repository)
    : files_(files), repository_(repository) {
    git_odb* opened = nullptr;
    const std::string common = git_repository_commondir(repository);
    if (git_repository_odb(&opened, repository) < 0) throw_git_error("open the objects of", common);
    database_.reset(opened);
    objects_ = path::join(path::normalise(common), "objects");
}

NewObjects::~NewObjects() {
    if (!staged_) return;
    try {
        files_.remove_tree(staging_);
    } catch (const Error&) {
        // It lies where git's garbage collection finds it.
    }
}

void NewObjects::begin() {
    if (staged_) return;
    const bool first = staging_.empty();
    if (first) staging_ = path::join(objects_, unique_name("tmp_objdir-mlpipe-"));
    files_.create_directories(staging_);
    staged_ = true;
    if (!first) return;
    git_odb_backend* backend = nullptr;
    if (git_odb_backend_loose(&backend, staging_.c_str(), -1, 0, 0777, 0444) < 0)
        throw_git_error("write to", staging_);
    if (git_odb_add_backend(database_.get(), backend, before_others) < 0) {
        backend->free(backend);
        throw_git_error("write to", staging_);
    }
}

git_oid NewObjects::write(const void* data, std::size_t size, git_object_t type) {
    begin();
    git_oid id;
    if (git_odb_write(&id, database_.get(), data, size, type) < 0)
        throw_git_error("write an object to", objects_);
    return id;
}

void NewObjects::publish() {
    if (!staged_) return;
    std::vector<std::string> names;
    for (const DirectoryEntry& fan : files_.list(staging_)) {
        if (fan.type != FileType::directory) continue;
        for (const DirectoryEntry& file : files_.list(path::join(staging_, fan.name)))
            if (fan.name.size() + file.name.size() == GIT_OID_HEXSZ)
                names.push_back(fan.name + "/" + file.name);
    }
    if (names.size() > worth_a_pack)
        pack(names);
    else if (!names.empty())
        move_to_place(names);
    files_.remove_tree(staging_);
    staged_ = false;
}

void NewObjects::move_to_place(const std::vector<std::string>& names) {
    for (const std::string& name : names) start_writing(path::join(staging_, name));
    // The disk takes syncs that come together for one.
    ThreadPool pool(std::min(names.size(), most_syncs));
    pool.for_each(names.size(), [&](std::size_t i) { files_.sync_file(path::join(staging_, names[i])); });
    std::set<std::string> changed;
    for (const std::string& name : names) {
        const std::string place = path::join(objects_, name);
        const std::string fan(path::parent(place));
        if (!files_.link_stat(fan)) {
            files_.create_directories(fan);
            changed.insert(objects_);
        }
        files_.rename(path::join(staging_, name), place);
        changed.insert(fan);
    }
    const std::vector<std::string> directories(changed.begin(), changed.end());
    pool.for_each(directories.size(), [&](std::size_t i) { files_.sync_directory(directories[i]); });
}

void NewObjects::pack(const std::vector<std::string>& names) {
    git_packbuilder* started = nullptr;
    if (git_packbuilder_new(&started, repository_) < 0) throw_git_error("begin a pack in", objects_);
    const PackBuilder builder(started);
    git_packbuilder_set_threads(builder.get(), 0);
    for (const std::string& name : names) {
        const git_oid id = parse_id(name.substr(0, 2) + name.substr(3));
        if (git_packbuilder_insert(builder.get(), &id, nullptr) < 0) throw_git_error("pack", objects_);
    }
    if (git_packbuilder_write(builder.get(), staging_.c_str(), 0444, nullptr, nullptr) < 0)
        throw_git_error("write a pack to", staging_);
    const std::string place = path::join(objects_, "pack");
    files_.create_directories(place);
    // A pack counts once its index is there.
    for (const std::string_view ending : {".pack", ".idx"})
        for (const DirectoryEntry& file : files_.list(staging_)) {
            if (!file.name.starts_with("pack-") || !file.name.ends_with(ending)) continue;
            files_.sync_file(path::join(staging_, file.name));
            files_.rename(path::join(staging_, file.name), path::join(place, file.name));
        }
    files_.sync_directory(place);
    if (git_odb_refresh(database_.get()) < 0) throw_git_error("read the packs of", objects_);
}

}  // namespace mlpipe::git
