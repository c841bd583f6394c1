// What stands at a path now: reference and manifest, through the stat cache, with all cores for large directories.
// Reads only. Thread-safe.
#pragma once
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
    // As a dependency: links are followed and ignored files left out. As an output: links are kept, all counts.
    bool dependency = false;
    // For dependencies: the root down from which ignore files (`ignore_file`) are read, and that file's name.
    std::string ignore_root;
    std::string ignore_file = ".mlpipeignore";
};

struct HashedPath {
    Reference reference;
    // What was seen: to tell later whether it changed. Of a directory: a digest over the stats of all entries.
    FileStat stat;
    Digest observed;
};

class Hasher {
  public:
    // `cache` may be null.
    Hasher(const FileSystem& files, StatCache* cache, ThreadPool& pool);

    // nullopt: nothing stands there. Throws Error(failed) for what cannot be read, special files, and, in outputs,
    // links that leave the directory.
    std::optional<HashedPath> hash(const std::string& path, const HashOptions& options) const;
    // The same without reading any content: nullopt also when that is not possible. Never walks a directory.
    std::optional<HashedPath> known(const std::string& path, const HashOptions& options) const;
    // Whether what stands at the path is what was hashed: by stat first, by content where that cannot tell.
    bool unchanged(const std::string& path, const HashOptions& options, const HashedPath& before) const;
    // The manifest of a directory as it stands.
    Manifest manifest(const std::string& path, const HashOptions& options) const;

  private:
    const FileSystem& files_;
    StatCache* cache_;
    ThreadPool& pool_;
};

}  // namespace mlpipe
