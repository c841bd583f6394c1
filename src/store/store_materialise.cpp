// The way out of the store: content is built aside, verified, and moved into place whole.
#include <optional>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/store/steady_read.hpp"
#include "store_state.hpp"
#include "walk.hpp"

namespace mlpipe {
namespace {

class Materialiser {
  public:
    Materialiser(Store::State& store, Materialise how, std::uint64_t device)
        : store_(store), files_(store.files), how_(how), device_(device), stop_(store.interrupt, 1) {
        if (how_ == Materialise::symlink)
            if (const auto real = files_.real_path(store_.directory)) real_store_ = *real;
    }

    void build(const Reference& reference, const std::string& path) {
        switch (reference.type) {
            case ReferenceType::file: {
                Sha256 sha256;
                file(reference.digest, reference.size, reference.executable, path, sha256);
                break;
            }
            case ReferenceType::link:
                files_.create_link(store_.read_object(reference.digest), path);
                break;
            case ReferenceType::directory:
                directory(parse_manifest(store_.read_object(reference.digest)), path);
                break;
        }
    }

  private:
    void directory(const Manifest& manifest, const std::string& path) {
        files_.create_directories(path);
        std::string last;
        for (const ManifestEntry& entry : manifest.entries) {
            std::string needed = entry.path;
            if (entry.type != ManifestEntry::Type::directory) {
                const std::size_t slash = needed.rfind('/');
                needed.resize(slash == needed.npos ? 0 : slash);
            }
            if (needed.empty() || needed == last) continue;
            files_.create_directories(path + "/" + needed);
            last = std::move(needed);
        }
        for_each_part(store_.pool, manifest.entries.size(), [&](std::size_t begin, std::size_t end) {
            Sha256 sha256;
            for (std::size_t i = begin; i < end; ++i) {
                const ManifestEntry& entry = manifest.entries[i];
                const std::string target = path + "/" + entry.path;
                if (entry.type == ManifestEntry::Type::file)
                    file(entry.digest, entry.size, entry.executable, target, sha256);
                else if (entry.type == ManifestEntry::Type::link)
                    files_.create_link(entry.target, target);
            }
        });
    }

    void file(const Digest& digest, std::uint64_t size, bool executable, const std::string& path,
              Sha256& sha256) {
        stop_.pass();
        const std::string object = store_.object_path(digest);
        const auto stat = files_.stat(object);
        if (!stat) store_.throw_damaged(digest, "is missing");
        if (stat->type != FileType::file || stat->size != size)
            store_.throw_damaged(digest, "is damaged: it is not as long as it was");
        if (!executable && how_ != Materialise::copy && link(digest, object, path)) return;
        const std::uint32_t mode = executable ? 0755 : 0644;
        const Digest actual = clone(object, path, mode)
                                  ? read_steadily(files_, path, sha256, nullptr, stop_).digest
                                  : copy(object, path, size, mode, sha256);
        if (actual != digest) store_.throw_damaged(digest, "is damaged: its content does not match its name");
    }

    // False where the file system cannot, or will not give one object that many names.
    bool link(const Digest& digest, const std::string& object, const std::string& path) {
        if (how_ == Materialise::symlink) {
            const std::string hex = digest.hex();
            files_.create_link(real_store_ + "/objects/" + hex.substr(0, 2) + "/" + hex.substr(2), path);
            return true;
        }
        try {
            files_.create_hard_link(object, path);
            return true;
        } catch (const Error&) {
            return false;
        }
    }

    bool clone(const std::string& object, const std::string& path, std::uint32_t mode) {
        if (!store_.may_clone(device_)) return false;
        if (files_.clone_file(object, path, mode)) return true;
        store_.no_clones_with = device_;
        return false;
    }

    Digest copy(const std::string& object, const std::string& path, std::uint64_t size, std::uint32_t mode,
                Sha256& sha256) {
        const auto reader = files_.open_read(object);
        const auto writer = files_.create(path, mode);
        ReadBuffer buffer(size);
        while (const std::size_t count = reader->read(buffer.span())) {
            stop_.pass();
            sha256.update(buffer.span().first(count));
            writer->write(buffer.span().first(count));
        }
        writer->close();
        return sha256.finish();
    }

    Store::State& store_;
    FileSystem& files_;
    const Materialise how_;
    const std::uint64_t device_;
    const StopPoint stop_;
    std::string real_store_;
};

// In the store's tmp/ where that is on the same device: what a kill leaves there is in nobody's way, while a
// leftover beside the target would become a part of a dependency.
std::optional<std::string> place_in_store(Store::State& store, std::uint64_t device) {
    try {
        std::string path = store.temporary_path("materialise-");
        const auto stat = store.files.stat(store.directory + "/tmp");
        if (stat && stat->device == device) return path;
    } catch (const Error&) {
        // A store that can only be read.
    }
    return std::nullopt;
}

}  // namespace

void Store::materialise(const Reference& reference, const std::string& path, Materialise how) const {
    FileSystem& files = state_->files;
    const auto refuse_if_present = [&] {
        if (files.link_stat(path))
            throw Error(ErrorKind::failed,
                        "cannot restore '" + path::printable(path) + "': something stands there");
    };
    refuse_if_present();
    const std::string parent(path::parent(path));
    files.create_directories(parent);
    const auto parent_stat = files.stat(parent);
    Materialiser materialiser(*state_, how, parent_stat ? parent_stat->device : 0);
    const auto build = [&](const std::string& where) {
        Temporary temporary(files, where);
        materialiser.build(reference, where);
        refuse_if_present();
        if (!files.rename(where, path)) return false;
        temporary.release();
        return true;
    };
    if (parent_stat)
        if (const auto place = place_in_store(*state_, parent_stat->device); place && build(*place)) return;
    // Bind mounts refuse renames between places on one device.
    if (!build(path::join(parent, unique_name(".mlpipe-tmp-"))))
        throw Error(ErrorKind::failed,
                    "cannot restore '" + path::printable(path) + "': its directory spans devices");
}

}  // namespace mlpipe
