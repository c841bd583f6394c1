// Spares hashing a file whose device, inode, size, mtime and ctime are those it had when it was hashed.
// Trusted only for files that were at least two seconds old when the hash began, so that a later write cannot
// hide behind the grain of the file system's clock. Expendable: damage or absence costs time, never
// correctness. Thread-safe.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "mlpipe/base/digest.hpp"
#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

class StatCache {
  public:
    // In memory only until save(). A path whose directory does not exist, or a read-only one, works without
    // saving.
    explicit StatCache(std::string database_path);
    ~StatCache();

    std::optional<Digest> find(const FileStat& stat) const;
    // `hash_started_ns`: FileSystem::now_ns() just before the first byte was read.
    void remember(const FileStat& stat, const Digest& digest, std::int64_t hash_started_ns);
    // Writes what is new, in one transaction; silently does nothing where it cannot.
    void save();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mlpipe
