// An advisory lock (flock) on a file, with a note inside that says who holds it. Released by the kernel when
// the process dies; the note may then be stale and is only ever shown to people.
#pragma once
#include <optional>
#include <string>

namespace mlpipe {

class FileLock {
  public:
    enum class Mode { shared, exclusive };
    // nullopt when another process holds it. Creates the file; an exclusive holder writes process, host and
    // time.
    static std::optional<FileLock> try_acquire(const std::string& path, Mode mode);
    // "process 4711 on host since 2026-11-23T13:15:02Z", from the note; "another process" where there is
    // none, or where it names a process that has died.
    static std::string holder(const std::string& path);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();
    int descriptor() const { return descriptor_; }

  private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace mlpipe
