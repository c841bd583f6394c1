#include "dvc_cache_writer.hpp"

#include <atomic>

#include "dvc_objects.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/exchange/dvc_cache.hpp"

namespace mlpipe {
namespace {

constexpr std::uint32_t read_only = 0444;

// Below the scratch folder, or in the cache where that is on another device.
std::string folder_for(FileSystem& files, const std::string& cache, const std::string& scratch) {
    files.create_directories(cache);
    const auto here = files.stat(cache), there = files.stat(scratch);
    const bool near = here && there && here->device == there->device;
    std::string folder = path::join(near ? scratch : cache, unique_name(".mlpipe-"));
    files.create_directories(folder);
    return folder;
}

}  // namespace

DvcCacheWriter::DvcCacheWriter(FileSystem& files, ThreadPool& pool, std::string cache,
                               const std::string& scratch, StopPoint stop)
    : files_(files), pool_(pool), cache_(std::move(cache)), scratch_(scratch), stop_(stop) {}

DvcCacheWriter::~DvcCacheWriter() {
    try {
        if (!folder_.empty()) files_.remove_tree(folder_);
    } catch (const Error&) {
        // Left to who cleans up the folder.
    }
}

// Where to make the copy of an object that the cache lacks; empty where it has it, or will have it.
std::string DvcCacheWriter::claim(const std::string& object) {
    const std::lock_guard lock(mutex_);
    if (added_.contains(object)) return "";
    if (files_.stat(object)) return "";
    if (folder_.empty()) folder_ = folder_for(files_, cache_, scratch_);
    return added_[object] = folder_ + "/" + std::to_string(copies_++);
}

void DvcCacheWriter::forget(const std::string& object) {
    const std::lock_guard lock(mutex_);
    added_.erase(object);
}

bool DvcCacheWriter::add_file(const std::string& path, const DvcHash& hash) {
    const std::string object = path::join(cache_, dvc_object_path(hash));
    const std::string copy = claim(object);
    if (copy.empty()) return true;
    const bool sound = copy_verified(files_, path, copy, read_only, hash, stop_);
    if (!sound) forget(object);
    return sound;
}

bool DvcCacheWriter::add(const std::string& path, const DvcContent& content) {
    if (!content.hash.directory) return add_file(path, content.hash);
    std::atomic<bool> sound = true;
    pool_.for_each(content.files.size(), [&](std::size_t i) {
        const DvcDirectoryEntry& file = content.files[i];
        if (!add_file(path + "/" + file.path, {file.md5, false, content.hash.legacy})) sound = false;
    });
    if (!sound) return false;
    const std::string list = path::join(cache_, dvc_object_path(content.hash));
    const std::string copy = claim(list);
    if (!copy.empty())
        write_file_atomically(files_, copy, *dvc_directory_text(content.files), Durability::lazy, read_only);
    return true;
}

void DvcCacheWriter::commit() {
    if (added_.empty()) return;
    files_.sync_file_system(folder_);
    for (const auto& [object, copy] : added_) {
        files_.create_directories(std::string(path::parent(object)));
        if (!files_.rename(copy, object))
            throw Error(ErrorKind::failed, "cannot put '" + path::printable(object) +
                                               "' into DVC's cache: the cache spans devices");
    }
    files_.sync_file_system(cache_);
    added_.clear();
}

}  // namespace mlpipe
