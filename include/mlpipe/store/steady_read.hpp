// Reading a file so that what was read, and the stat that goes with it, belong together.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "mlpipe/base/digest.hpp"
#include "mlpipe/base/file_system.hpp"

namespace mlpipe {

struct SteadyContent {
    FileStat stat;
    Digest digest;
    std::int64_t started_ns = 0;  // FileSystem::now_ns() before the first byte
};

// The room that files of this size are read in: one reading for small ones.
class ReadBuffer {
  public:
    explicit ReadBuffer(std::uint64_t file_size);
    std::span<std::byte> span() { return {bytes_.get(), size_}; }

  private:
    std::size_t size_;
    std::unique_ptr<std::byte[]> bytes_;
};

// Who wants the content besides its digest.
class ReadSink {
  public:
    virtual ~ReadSink() = default;
    virtual void begin(const FileStat& stat) = 0;  // once an attempt: what came before is void
    virtual void take(std::span<const std::byte> data) = 0;
};

// Reads until the file did not change meanwhile; gives up, with Error(failed), after a few attempts. `sink`
// may be null.
SteadyContent read_steadily(const FileSystem& files, const std::string& path, Sha256& sha256, ReadSink* sink,
                            const StopPoint& stop);

[[noreturn]] void throw_changing(const std::string& path);
constexpr int most_read_attempts = 5;

}  // namespace mlpipe
