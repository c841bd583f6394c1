// What stands at a path, by the name that DVC has for it. Each file is read once for DVC's MD5 and for our SHA-256,
// which goes to the stat cache, so that nobody has to read it for that again. Reads only; main thread.
#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/interrupt.hpp"
#include "mlpipe/base/thread_pool.hpp"
#include "mlpipe/exchange/dvc_hash.hpp"
#include "mlpipe/store/stat_cache.hpp"
#include "mlpipe/store/steady_read.hpp"

namespace mlpipe {

// Gives what is read to a hasher of DVC.
class DvcSink final : public ReadSink {
  public:
    explicit DvcSink(DvcHasher& hasher) : hasher_(hasher) {}
    void begin(const FileStat&) override { hasher_.restart(); }
    void take(std::span<const std::byte> data) override { hasher_.update(data); }

  private:
    DvcHasher& hasher_;
};

// A file or directory as DVC has it.
struct DvcContent {
    DvcHash hash;
    std::uint64_t size = 0;                // bytes; of a directory the sum of its files
    bool executable = false;               // a file that anybody may execute
    std::vector<DvcDirectoryEntry> files;  // of a directory
};

class DvcDigests {
  public:
    // `root`: the folder with `.dvc`, from which `.dvcignore` files count. `cache` may be null. `known` too: what the
    // MD5 of a file was when it was last read, which is not read again then.
    DvcDigests(const FileSystem& files, StatCache* cache, ThreadPool& pool, std::string root, StopPoint stop,
               StatCache* known = nullptr);

    // nullopt where nothing stands at `path` (absolute), or something that DVC has no one name for. Throws
    // Error(failed) for what cannot be read.
    std::optional<DvcContent> content(const std::string& path, bool legacy);
    std::optional<DvcHash> find(const std::string& path, bool legacy);
    // Whether all that was looked at since the last forget() still is what it was, by its stat.
    bool unchanged() const;
    void forget();

  private:
    struct ReadFile {
        Md5Digest md5;
        FileStat stat;
    };
    ReadFile file(const std::string& path, bool legacy);
    // The files below a directory, relative to it; nullopt where DVC would not have them as they are.
    std::optional<std::vector<std::string>> list(const std::string& directory);
    void note(const std::string& path, const FileStat& stat);

    const FileSystem& files_;
    StatCache* cache_;
    ThreadPool& pool_;
    const std::string root_;
    const StopPoint stop_;
    StatCache* known_;
    mutable std::mutex mutex_;
    std::vector<std::pair<std::string, FileStat>> seen_;
};

}  // namespace mlpipe
