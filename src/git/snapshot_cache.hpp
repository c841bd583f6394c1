// The ids of files that git's index does not vouch for (untracked and changed ones) with the stat data they
// had when they were read, so that the next snapshot need not read them again. Expendable: one that is
// missing, damaged or made under other filters counts as empty.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>

#include "mlpipe/base/file_system.hpp"

namespace mlpipe::git {

// Whether a file with these times could still change without its times changing, seen from `seen_ns`.
bool too_fresh(const FileStat& status, std::int64_t seen_ns);

class SnapshotCache {
  public:
    // `filters`: what else decides the ids.
    static SnapshotCache load(const FileSystem& files, const std::string& path, const std::string& filters);
    std::optional<std::string> find(const std::string& path, const FileStat& status) const;

    // For the next time: what was used or found now.
    void keep(const std::string& path, const FileStat& status, const std::string& id);
    // Writes what was kept, if that differs from what was loaded. `now_ns`: before the files were read.
    void save(FileSystem& files, const std::string& path, const std::string& filters, std::int64_t now_ns,
              const std::string& scratch) const;

  private:
    struct Entry {
        FileStat status;
        std::string id;
        bool operator==(const Entry&) const = default;
    };
    std::unordered_map<std::string, Entry> loaded_, kept_;
    std::int64_t made_ns_ = 0;
};

}  // namespace mlpipe::git
