// What the parts of Store share: places, the way in, and what is not durable yet.
#pragma once
#include <array>
#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/store/store.hpp"

namespace mlpipe {

// A file or directory that is removed unless it is moved to its place.
class Temporary {
  public:
    Temporary(FileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
    ~Temporary();
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    const std::string& path() const { return path_; }
    void release() { owned_ = false; }

  private:
    FileSystem& files_;
    std::string path_;
    bool owned_ = true;
};

struct Store::State {
    State(FileSystem& files_, std::string directory_, StatCache* cache_, ThreadPool& pool_,
          const Interrupt* interrupt_)
        : files(files_),
          directory(std::move(directory_)),
          cache(cache_),
          pool(pool_),
          interrupt(interrupt_) {}

    FileSystem& files;
    const std::string directory;
    StatCache* const cache;
    ThreadPool& pool;
    const Interrupt* const interrupt;

    std::string object_path(const Digest& object) const;
    std::string record_directory(const Digest& key) const;
    std::string temporary_path(std::string_view prefix);  // creates tmp/

    // Whether an object of this size is there. Others would be leftovers of a power cut.
    bool present(const Digest& object, std::uint64_t size) const;
    // An object that is in place and holds this; noted for sync().
    bool found(const Digest& object, std::uint64_t size);
    void place_object(Temporary& temporary, const Digest& object);
    void place(Temporary& temporary, const std::string& path);
    void put_content(const Digest& object, std::string_view bytes);
    // Moves a damaged object out of the way, where that is possible, and throws Error(damaged).
    [[noreturn]] void throw_damaged(const Digest& object, std::string_view problem);
    std::string read_object(const Digest& object);

    // Cloning is tried once for each device: this one cannot share blocks with the store.
    bool may_clone(std::uint64_t device) const { return no_clones_with != device; }
    std::atomic<std::uint64_t> no_clones_with{~std::uint64_t{0}};

    // Above this many files one syncfs is cheaper than an fsync for each and its directory, although it also
    // waits for what others wrote; their names are not kept then.
    static constexpr std::size_t most_single_syncs = 2;
    struct Pending {
        std::vector<std::string> paths;
        std::set<std::string> directories;
        bool many = false;
    };
    std::mutex pending_mutex, sync_mutex;
    Pending pending;
    void note_pending(const std::string& path);
    void note_directory(const std::string& path);

  private:
    void make_object_directory(const Digest& object);
    std::atomic<bool> temporary_directory_made{false};
    std::array<std::atomic<bool>, 256> object_directories_made{};
};

// Read-only, as all in the store is.
void write_new_file(FileSystem& files, const std::string& path, std::string_view bytes);

// The entries of a directory; none where there is no directory.
std::vector<DirectoryEntry> list_if_present(const FileSystem& files, const std::string& path);

// The digest that "ab" and the name of an object, or of the directory of a key, make together.
std::optional<Digest> split_digest(std::string_view first, std::string_view rest);

}  // namespace mlpipe
