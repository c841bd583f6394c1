#include "new_objects.hpp"

#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <unistd.h>

#include <set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::git {

namespace {

using PackBuilder = std::unique_ptr<git_packbuilder, Deleter<git_packbuilder_free>>;

constexpr int before_others = 100;         // priority of the staging directory: what is written goes there
constexpr std::size_t worth_a_pack = 256;  // objects

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
    if (!begun_) return;
    try {
        files_.remove_tree(staging_);
    } catch (const Error&) {
        // It lies where git's garbage collection finds it.
    }
}

void NewObjects::begin() {
    if (begun_) {
        files_.create_directories(staging_);
        return;
    }
    staging_ = path::join(objects_, unique_name("tmp_objdir-mlpipe-"));
    files_.create_directories(staging_);
    begun_ = true;
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
    if (!begun_) return;
    std::vector<std::string> names;
    for (const DirectoryEntry& fan : files_.list(staging_)) {
        if (fan.type != FileType::directory) continue;
        for (const DirectoryEntry& file : files_.list(path::join(staging_, fan.name)))
            if (fan.name.size() + file.name.size() == GIT_OID_HEXSZ)
                names.push_back(fan.name + "/" + file.name);
    }
    if (names.size() > worth_a_pack)
        pack(names);
    else
        move_to_place(names);
    files_.remove_tree(staging_);
    files_.create_directories(staging_);
}

void NewObjects::move_to_place(const std::vector<std::string>& names) {
    for (const std::string& name : names) start_writing(path::join(staging_, name));
    for (const std::string& name : names) files_.sync_file(path::join(staging_, name));
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
    for (const std::string& directory : changed) files_.sync_directory(directory);
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
    const std::string place = path::join(objects_, "pack");
    files_.create_directories(place);
    if (git_packbuilder_write(builder.get(), place.c_str(), 0444, nullptr, nullptr) < 0)
        throw_git_error("write a pack to", place);
    files_.sync_directory(place);
    if (git_odb_refresh(database_.get()) < 0) throw_git_error("read the packs of", objects_);
}

}  // namespace mlpipe::git
