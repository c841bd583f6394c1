// DVC's cache read as a store: contents by DVC's names, verified whenever they are read. Nothing is written to it, and
// no link into it is made: DVC's objects may be linked into other projects.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/base/reference.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/exchange/dvc_hash.hpp"
#include "mlpipe/store/manifest.hpp"

namespace mlpipe {

// Makes `to` a file of its own with what stands at `from`. False where that is not what the hash says; `to` may be left
// then.
bool copy_verified(FileSystem& files, const std::string& from, const std::string& to, std::uint32_t mode,
                   const DvcHash& hash, const StopPoint& stop);

class DvcObjects {
  public:
    // `cache`: the cache's folder, absolute. It need not be there.
    DvcObjects(FileSystem& files, ThreadPool& pool, std::string cache, StopPoint stop);

    // Whether the object is there, and of a directory also its files. Reads lists alone.
    bool has(const DvcHash& hash) const;
    // What the content would be once it is checked out, or, of a directory, what stands at `part` in it. Reads all of
    // that; nullopt where it is not there, or damaged.
    std::optional<Reference> find(const DvcHash& hash, bool executable, const std::string& part = "") const;
    // Writes the content to `path`, where nothing may stand, whole or not at all: built in the folder `scratch`
    // where that is on the same device, else beside the path. False, and nothing is there, where the cache does
    // not have it, or has something else under its name.
    bool check_out(const DvcHash& hash, bool executable, const std::string& path,
                   const std::string& scratch) const;

  private:
    struct Part;
    std::string object(const DvcHash& hash) const;
    std::optional<std::vector<Part>> parts(const DvcHash& hash) const;
    std::optional<std::vector<Part>> parts_below(const DvcHash& hash, const std::string& folder) const;
    bool build(const DvcHash& hash, bool executable, const std::string& where) const;

    FileSystem& files_;
    ThreadPool& pool_;
    const std::string cache_;
    const StopPoint stop_;
};

}  // namespace mlpipe
