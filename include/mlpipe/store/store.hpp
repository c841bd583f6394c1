// Content-addressed objects and stage records under one directory (`.mlpipe/`, or `store.path`, which
// projects share). Knows digests and keys, never why one is wanted. Layout, checkable with sha256sum
// (docs/format.md):
//   objects/ab/cdef…           read-only, named by the SHA-256 of their bytes
//   records/ab/cdef…/<id>.json the records of one stage key; <id> is the SHA-256 of the record's canonical
//   JSON tmp/                       files on their way; anything in it may be removed when no run is going on
// Safe for several threads and several processes. Nothing is durable before sync().
//
// A kill at any moment leaves whole objects and, at most, a file in tmp/. A power cut before sync() may leave
// an object whose name is there and whose content is not. Nothing refers to one, as records are written after
// sync(), but it must not pass for the content when that is put again: `put` and `has_all` know the size and
// treat one of another size as absent; `put` also compares what fits into memory; whatever materialise() or
// read() finds damaged is moved to tmp/ and thereby absent, so that the next put writes it anew. verify()
// reads everything.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/reference.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/store/manifest.hpp"
#include "mlpipe/store/stat_cache.hpp"

namespace mlpipe {

// How objects get into the working tree. Hard and symbolic links save space; a stage that writes through one
// would reach the store, so they are opt-in, and their targets are read-only.
enum class Materialise { copy, hardlink, symlink };  // `copy` reflinks where the file system can

// An object on its way in from elsewhere. Until keep() nothing of it is there; without keep() nothing remains.
class Arrival {
  public:
    virtual ~Arrival() = default;
    virtual void write(std::span<const std::byte> data) = 0;
    // False, and nothing is kept, when the content is not that of the digest.
    virtual bool keep() = 0;
};

class Store {
  public:
    // `directory` is created on the first write. `cache` and `interrupt` may be null. References must outlive
    // the store.
    Store(FileSystem& files, std::string directory, StatCache* cache, ThreadPool& pool,
          const Interrupt* interrupt = nullptr);
    ~Store();

    bool has(const Digest& object) const;
    // All objects, with their sizes: of a directory its manifest and every file in it. Reads manifests alone.
    bool has_all(const Reference& reference) const;

    // Stores a file or directory as it stands and says what it is, in one read; what is there already is not
    // written again. Throws Error(failed) for a link that leaves `path`, a special file, or a file that
    // changes meanwhile. Throws Error(interrupted) after `stop_at` requests to stop: by
    // default the second, for what took hours to make is not given up lightly.
    Reference put(const std::string& path, int stop_at = 2);
    Digest put_bytes(std::string_view bytes);
    // Whether put() would share the blocks of the file, or of the first file in the directory, and so take no
    // room.
    bool can_clone(const std::string& path);
    // Both throw Error(damaged) if it is absent or its content does not match.
    std::string read(const Digest& object) const;
    Manifest read_manifest(const Digest& object) const;
    // Unchecked, for who checks while reading; null when it is absent.
    std::unique_ptr<FileReader> open(const Digest& object) const;
    // The store must outlive it.
    std::unique_ptr<Arrival> receive(const Digest& object);

    // Writes the content to `path`, where nothing may stand, whole or not at all. A copy is verified while it
    // is made; a damaged object throws Error(damaged), is set aside, and leaves nothing at `path`. With links
    // only sizes are checked; executables are copied all the same, for objects are not executable. The stat
    // cache learns nothing here: a file this young could be written again without a trace. The first request
    // to stop ends it with Error(interrupted).
    void materialise(const Reference& reference, const std::string& path, Materialise how) const;

    void put_record(const Digest& key, std::string_view canonical_json);
    std::vector<std::string> records(const Digest& key) const;  // unsorted; unreadable ones are left out

    // All that was put before, or found to be there already, is on the disk when this returns.
    void sync();

    struct Finding {
        std::string path;     // relative to the store
        std::string problem;  // "content does not match the name", "not an object"
    };
    // Reads every object and record. `progress` may be empty; it is given the bytes read so far, from one
    // thread at a time.
    std::vector<Finding> verify(const std::function<void(std::uint64_t)>& progress) const;

    struct GarbagePlan {
        std::vector<std::string> paths;  // relative to the store
        std::uint64_t bytes = 0, objects = 0, records = 0, kept = 0;
    };
    // What no root reaches. `live_keys`: records to keep; `live`: contents to keep (directories with their
    // files). Nothing younger than `grace_s` is garbage, nor anything in tmp/ younger than a day. A live
    // manifest that is damaged is kept, and protects no files. remove() goes records first, so that none
    // outlives what it speaks of.
    GarbagePlan find_garbage(const std::vector<Digest>& live_keys, const std::vector<Reference>& live,
                             double grace_s) const;
    void remove(const GarbagePlan& plan);

    const std::string& directory() const;

    struct State;  // private to src/store

  private:
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
