#include "dvc_objects.hpp"

#include <atomic>
#include <utility>

#include "dvc_digests.hpp"
#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/exchange/dvc_cache.hpp"

namespace mlpipe {
namespace {

// Removes what was built unless it was moved into place.
class Scratch {
  public:
    Scratch(FileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        try {
            files_.remove_tree(path_);
        } catch (const Error&) {
            // Left to who cleans up the folder.
        }
    }
    const std::string& path() const { return path_; }

  private:
    FileSystem& files_;
    std::string path_;
};

std::uint64_t device_of(const FileSystem& files, const std::string& path) {
    const auto stat = files.stat(path);
    return stat ? stat->device : 0;
}

}  // namespace

bool copy_verified(FileSystem& files, const std::string& from, const std::string& to, std::uint32_t mode,
                   const DvcHash& hash, const StopPoint& stop) {
    DvcHasher hasher(hash.legacy);
    if (files.clone_file(from, to, mode)) {
        Sha256 unused;
        DvcSink sink(hasher);
        read_steadily(files, to, unused, &sink, stop);
    } else {
        const auto reader = files.open_read(from);
        const auto writer = files.create(to, mode);
        ReadBuffer buffer(reader->stat().size);
        while (const std::size_t count = reader->read(buffer.span())) {
            stop.pass();
            hasher.update(buffer.span().first(count));
            writer->write(buffer.span().first(count));
        }
        writer->close();
    }
    return hasher.finish() == hash.md5;
}

// A file of a directory, and the hash of its object.
struct DvcObjects::Part {
    std::string path;
    DvcHash hash;
};

DvcObjects::DvcObjects(FileSystem& files, ThreadPool& pool, std::string cache, StopPoint stop)
    : files_(files), pool_(pool), cache_(std::move(cache)), stop_(stop) {}

std::string DvcObjects::object(const DvcHash& hash) const {
    return path::join(cache_, dvc_object_path(hash));
}

// nullopt where the list is not there, or is not what its name says.
std::optional<std::vector<DvcObjects::Part>> DvcObjects::parts(const DvcHash& hash) const {
    const auto text = read_file_if_present(files_, object(hash));
    if (!text || md5(*text) != hash.md5) return std::nullopt;
    std::vector<Part> parts;
    try {
        for (DvcDirectoryEntry& entry : parse_dvc_directory(*text, object(hash)))
            parts.push_back({std::move(entry.path), {entry.md5, false, hash.legacy}});
    } catch (const Error&) {
        return std::nullopt;
    }
    return parts;
}

bool DvcObjects::has(const DvcHash& hash) const {
    const auto is_file = [&](const DvcHash& one) {
        const auto stat = files_.stat(object(one));
        return stat && stat->type == FileType::file;
    };
    if (!is_file(hash)) return false;
    if (!hash.directory) return true;
    const auto files = parts(hash);
    if (!files) return false;
    for (const Part& part : *files)
        if (!is_file(part.hash)) return false;
    return true;
}

// With their paths relative to the folder. Of a file, itself, with the path "".
std::optional<std::vector<DvcObjects::Part>> DvcObjects::parts_below(const DvcHash& hash,
                                                                     const std::string& folder) const {
    if (!hash.directory) return folder.empty() ? std::optional(std::vector<Part>{{"", hash}}) : std::nullopt;
    auto found = parts(hash);
    if (!found || folder.empty()) return found;
    std::erase_if(*found, [&](const Part& part) { return !path::contains(folder, part.path); });
    if (found->empty()) return std::nullopt;
    for (Part& part : *found) part.path = part.path == folder ? "" : part.path.substr(folder.size() + 1);
    return found;
}

std::optional<Reference> DvcObjects::find(const DvcHash& hash, bool executable,
                                          const std::string& part) const {
    if (!has(hash)) return std::nullopt;
    const auto files = parts_below(hash, part);
    if (!files) return std::nullopt;
    Manifest manifest;
    manifest.entries.resize(files->size());
    std::atomic<bool> sound = true;
    pool_.for_each(files->size(), [&](std::size_t i) {
        const Part& file = (*files)[i];
        Sha256 sha256;
        DvcHasher hasher(hash.legacy);
        DvcSink sink(hasher);
        const SteadyContent content = read_steadily(files_, object(file.hash), sha256, &sink, stop_);
        if (hasher.finish() != file.hash.md5) sound = false;
        ManifestEntry& entry = manifest.entries[i];
        entry.path = file.path;
        entry.digest = content.digest;
        entry.size = content.stat.size;
    });
    if (!sound) return std::nullopt;
    if (files->size() != 1 || !files->front().path.empty())
        return Reference{ReferenceType::directory, sha256(to_json(manifest)), manifest.total_size(), false};
    return Reference{ReferenceType::file, manifest.entries[0].digest, manifest.entries[0].size, executable};
}

bool DvcObjects::build(const DvcHash& hash, bool executable, const std::string& where) const {
    const auto copy = [&](const DvcHash& one, const std::string& to, bool runs) {
        return copy_verified(files_, object(one), to, runs ? 0755 : 0644, one, stop_);
    };
    if (!hash.directory) return copy(hash, where, executable);
    const auto files = parts(hash);
    if (!files) return false;
    files_.create_directories(where);
    for (const Part& part : *files)
        if (part.path.find('/') != part.path.npos)
            files_.create_directories(std::string(path::parent(where + "/" + part.path)));
    std::atomic<bool> sound = true;
    pool_.for_each(files->size(), [&](std::size_t i) {
        if (!copy((*files)[i].hash, where + "/" + (*files)[i].path, false)) sound = false;
    });
    return sound;
}

bool DvcObjects::check_out(const DvcHash& hash, bool executable, const std::string& path,
                           const std::string& scratch) const {
    if (!has(hash)) return false;
    const std::string parent(path::parent(path));
    files_.create_directories(parent);
    const auto place = [&](const std::string& where) -> std::optional<bool> {
        const Scratch built(files_, where);
        if (!build(hash, executable, where)) return false;
        if (files_.link_stat(path))
            throw Error(ErrorKind::failed, "cannot check out '" + path::printable(path) +
                                               "' from DVC's cache: something stands there");
        if (files_.rename(where, path)) return true;
        return std::nullopt;
    };
    const bool near = device_of(files_, scratch) == device_of(files_, parent);
    auto done = near ? place(path::join(scratch, unique_name("checkout-"))) : std::nullopt;
    // Bind mounts refuse renames between places on one device.
    if (!done) done = place(path::join(parent, unique_name(".mlpipe-tmp-")));
    if (!done)
        throw Error(ErrorKind::failed,
                    "cannot check out '" + path::printable(path) + "': its directory spans devices");
    return *done;
}

}  // namespace mlpipe
