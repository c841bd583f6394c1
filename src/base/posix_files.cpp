#include "posix_files.hpp"

#include <fcntl.h>

#include <utility>

#include "mlpipe/base/error.hpp"

namespace mlpipe {
namespace {

class PosixReader final : public FileReader {
  public:
    PosixReader(Descriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    std::size_t read(std::span<std::byte> buffer) override {
        // Who reads in large pieces reads a large file from end to end: let the kernel read ahead further.
        if (!advised_ && buffer.size() >= 262144) {
            advised_ = true;
            posix_fadvise(descriptor_.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
        }
        const auto count =
            uninterrupted([&] { return ::read(descriptor_.number(), buffer.data(), buffer.size()); });
        if (count < 0) throw_system_error("read", path_, errno);
        return static_cast<std::size_t>(count);
    }

    FileStat stat() const override {
        struct stat status {};
        if (fstat(descriptor_.number(), &status) != 0) throw_system_error("examine", path_, errno);
        return to_file_stat(status);
    }

  private:
    Descriptor descriptor_;
    std::string path_;
    bool advised_ = false;
};

class PosixWriter final : public FileWriter {
  public:
    PosixWriter(Descriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    void write(std::span<const std::byte> data) override {
        while (!data.empty()) {
            const auto count =
                uninterrupted([&] { return ::write(descriptor_.number(), data.data(), data.size()); });
            if (count < 0) throw_system_error("write to", path_, errno);
            data = data.subspan(static_cast<std::size_t>(count));
        }
    }

    void sync() override {
        if (uninterrupted([&] { return fsync(descriptor_.number()); }) != 0)
            throw_system_error("sync", path_, errno);
    }

    // On Linux the descriptor is gone even when close() reports EINTR.
    void close() override {
        if (!descriptor_) return;
        if (::close(descriptor_.release()) != 0 && errno != EINTR) throw_system_error("close", path_, errno);
    }

  private:
    Descriptor descriptor_;
    std::string path_;
};

FileType to_file_type(mode_t mode) {
    if (S_ISREG(mode)) return FileType::file;
    if (S_ISDIR(mode)) return FileType::directory;
    if (S_ISLNK(mode)) return FileType::link;
    return FileType::other;
}

std::int64_t to_ns(const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

FileStat to_file_stat(const struct stat& status) {
    FileStat result;
    result.type = to_file_type(status.st_mode);
    result.device = status.st_dev;
    result.inode = status.st_ino;
    result.size = static_cast<std::uint64_t>(status.st_size);
    result.mtime_ns = to_ns(status.st_mtim);
    result.ctime_ns = to_ns(status.st_ctim);
    result.executable = (status.st_mode & S_IXUSR) != 0;
    result.mode = status.st_mode & 07777;
    return result;
}

Descriptor open_file(const char* doing, const std::string& path, int flags, mode_t mode) {
    Descriptor descriptor(uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); }));
    if (!descriptor) throw_system_error(doing, path, errno);
    return descriptor;
}

std::unique_ptr<FileReader> make_posix_reader(Descriptor descriptor, std::string path) {
    return std::make_unique<PosixReader>(std::move(descriptor), std::move(path));
}

std::unique_ptr<FileWriter> make_posix_writer(Descriptor descriptor, std::string path) {
    return std::make_unique<PosixWriter>(std::move(descriptor), std::move(path));
}

}  // namespace mlpipe
