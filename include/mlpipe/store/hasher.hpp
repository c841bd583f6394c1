// What stands at a path now: reference and manifest, through the stat cache, with all cores for large
// directories. Reads only. Thread-safe. A file that changes while it is read is read again, a few times. As a
// dependency a link counts as what it points to; one that dangles, or closes a loop, as its target's text.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/reference.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/store/manifest.hpp"
#include "mlpipe/store/stat_cache.hpp"

namespace mlpipe {

struct HashOptions {
    // As a dependency: links are followed and ignored files left out. As an output: links are kept, all
    // counts.
    bool dependency = false;
    // For dependencies: the root down from which ignore files (`ignore_file`) are read, and that file's name.
    std::string ignore_root;
    std::string ignore_file = ".mlpipeignore";
    // How many requests to stop end this with Error(interrupted).
    int stop_at = 1;
};

struct HashedPath {
    Reference reference;
    // What was seen: to tell later whether it changed. `observed` is, of a directory, a digest over the names
    // and stats of all that counts in it. `settled`: all was at least two seconds old, so that a later write
    // must show in them.
    FileStat stat;
    Digest observed;
    bool settled = false;
};

class Hasher {
  public:
    // `cache` may be null. In outputs a link to an object of the store in `store_directory` counts as the
    // file. `interrupt` may be null.
    Hasher(const FileSystem& files, StatCache* cache, ThreadPool& pool,
           const std::string& store_directory = "", const Interrupt* interrupt = nullptr);

    // nullopt: nothing stands there. Throws Error(failed) for what cannot be read, special files, and, in
    // outputs, links that leave the directory.
    std::optional<HashedPath> hash(const std::string& path, const HashOptions& options) const;
    // The same without reading any content, but of a file of at most `most_read` bytes: nullopt also when that
    // is not possible. Never walks a directory.
    std::optional<HashedPath> known(const std::string& path, const HashOptions& options,
                                    std::uint64_t most_read = 0) const;
    // Whether what stands at the path is what was hashed: by stat first, by content where that cannot tell.
    bool unchanged(const std::string& path, const HashOptions& options, const HashedPath& before) const;
    // The manifest of a directory as it stands; throws Error(failed) where there is none.
    Manifest manifest(const std::string& path, const HashOptions& options) const;

  private:
    struct Listing;
    std::optional<FileStat> look(std::string& path, const HashOptions& options) const;
    Listing list(const std::string& path, const HashOptions& options) const;
    Manifest hash_listing(const std::string& path, const Listing& listing, const StopPoint& stop) const;
    StopPoint stop_point(const HashOptions& options) const { return {interrupt_, options.stop_at}; }

    const FileSystem& files_;
    StatCache* cache_;
    ThreadPool& pool_;
    std::string links_begin_;
    const Interrupt* interrupt_;
};

}  // namespace mlpipe
