// Everything that touches files goes through this interface, so that tests can run in memory, tick the clock
// and fail the n-th call. Paths are bytes. Absence is a value; every other failure throws Error(failed) with
// what was being done. The implementations are safe for concurrent use by several threads.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/base/interrupt.hpp"

namespace mlpipe {

enum class FileType { file, directory, link, other };

struct FileStat {
    FileType type = FileType::other;
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t mtime_ns = 0, ctime_ns = 0;
    bool executable = false;  // by its owner
    std::uint32_t mode = 0;   // permission bits
    bool operator==(const FileStat&) const = default;
};

struct DirectoryEntry {
    std::string name;
    FileType type = FileType::other;  // of the entry itself: a link is a link
};

class FileReader {
  public:
    virtual ~FileReader() = default;
    virtual std::size_t read(std::span<std::byte> buffer) = 0;  // 0 at the end
    virtual FileStat stat() const = 0;                          // of the open file
};

class FileWriter {
  public:
    virtual ~FileWriter() = default;
    virtual void write(std::span<const std::byte> data) = 0;
    virtual void sync() = 0;
    virtual void close() = 0;  // throws what the destructor would swallow
};

enum class Durability {
    lazy,   // in place for every reader; a power cut may lose it
    synced  // file and directory entry are on the disk before the call returns
};

class FileSystem {
  public:
    virtual ~FileSystem() = default;

    virtual std::optional<FileStat> stat(const std::string& path) const = 0;       // follows links
    virtual std::optional<FileStat> link_stat(const std::string& path) const = 0;  // does not
    virtual std::unique_ptr<FileReader> open_read(const std::string& path) const = 0;
    virtual std::vector<DirectoryEntry> list(const std::string& path) const = 0;  // no '.' or '..', unsorted
    virtual std::string read_link(const std::string& path) const = 0;
    // All links resolved; nullopt when something on the way is absent.
    virtual std::optional<std::string> real_path(const std::string& path) const = 0;

    // Fails if the file exists. The process's umask takes its part of each mode that a new file is given.
    virtual std::unique_ptr<FileWriter> create(const std::string& path, std::uint32_t mode) = 0;
    virtual void create_directories(const std::string& path) = 0;
    virtual void create_link(const std::string& target, const std::string& path) = 0;
    virtual void create_hard_link(const std::string& existing, const std::string& path) = 0;
    // Shares the blocks of `from` with a new file `to`; false where the file system cannot.
    virtual bool clone_file(const std::string& from, const std::string& to, std::uint32_t mode) = 0;
    // Replaces what stands at `to`. False when they are on different devices.
    virtual bool rename(const std::string& from, const std::string& to) = 0;
    virtual void set_mode(const std::string& path, std::uint32_t mode) = 0;
    virtual void remove_file(const std::string& path) = 0;  // or link, or empty directory; absence is fine
    virtual void remove_tree(const std::string& path) = 0;  // never follows links; absence is fine
    virtual void sync_file(const std::string& path) = 0;
    virtual void sync_directory(const std::string& path) = 0;
    // Everything written to the file system that holds `path` is on the disk when this returns.
    virtual void sync_file_system(const std::string& path) = 0;
    // What the file system itself would stamp on a file written now, where it can tell, else the clock.
    virtual std::int64_t now_ns() const = 0;
};

FileSystem& posix_file_system();

// Built on the interface, alike for each implementation.
std::string read_file(const FileSystem& files, const std::string& path);
std::optional<std::string> read_file_if_present(const FileSystem& files, const std::string& path);
// A temporary file in the same directory, renamed over `path`: readers see the old content or the new, whole.
// A link at `path` stays: what it leads to is replaced. After a failure no temporary file is left; after a
// kill one may be, which is why it can be kept out of sight: in `scratch`, an existing directory, as long as
// that is on the same device.
void write_file_atomically(FileSystem& files, const std::string& path, std::string_view content,
                           Durability durability, std::uint32_t mode = 0644, const std::string& scratch = "");
// Reads and writes every byte; `to` must not exist, and does not after a failure.
void copy_file(FileSystem& files, const std::string& from, const std::string& to, std::uint32_t mode,
               const StopPoint& stop);
// The same, but shares the blocks of `from` where the file system can. Says whether it did.
bool clone_or_copy_file(FileSystem& files, const std::string& from, const std::string& to, std::uint32_t mode,
                        const StopPoint& stop);
// A name that no other process or call uses: `<prefix><process>-<counter>-<random>`.
std::string unique_name(std::string_view prefix);

}  // namespace mlpipe
