#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "posix_files.hpp"

namespace mlpipe {
namespace {

bool is_absent(int error_number) {
    return error_number == ENOENT || error_number == ENOTDIR;
}

// What the file system, or the pair of them, answers when it cannot share blocks, as opposed to having
// failed.
bool means_no_clone(int error_number) {
    return error_number == EOPNOTSUPP || error_number == EXDEV || error_number == EINVAL ||
           error_number == ENOTTY || error_number == ENOSYS || error_number == EPERM ||
           error_number == ETXTBSY;
}

class PosixFileSystem final : public FileSystem {
  public:
    std::optional<FileStat> stat(const std::string& path) const override {
        struct stat status {};
        return answer(::stat(path.c_str(), &status), status, path);
    }

    std::optional<FileStat> link_stat(const std::string& path) const override {
        struct stat status {};
        return answer(::lstat(path.c_str(), &status), status, path);
    }

    std::unique_ptr<FileReader> open_read(const std::string& path) const override {
        return make_posix_reader(open_file("open", path, O_RDONLY | O_NOCTTY), path);
    }

    std::vector<DirectoryEntry> list(const std::string& path) const override { return list_directory(path); }

    std::string read_link(const std::string& path) const override {
        std::string target(256, '\0');
        while (true) {
            const auto length = ::readlink(path.c_str(), target.data(), target.size());
            if (length < 0) throw_system_error("read the link", path, errno);
            if (static_cast<std::size_t>(length) < target.size()) {
                target.resize(static_cast<std::size_t>(length));
                return target;
            }
            target.resize(2 * target.size());
        }
    }

    std::optional<std::string> real_path(const std::string& path) const override {
        const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr), &std::free);
        if (resolved) return std::string(resolved.get());
        if (!is_absent(errno)) throw_system_error("resolve", path, errno);
        return std::nullopt;
    }

    std::unique_ptr<FileWriter> create(const std::string& path, std::uint32_t mode) override {
        return make_posix_writer(open_file("create", path, O_WRONLY | O_CREAT | O_EXCL, mode), path);
    }

    void create_directories(const std::string& path) override {
        if (::mkdir(path.c_str(), 0777) == 0) return;
        int error_number = errno;
        const std::string parent(path::parent(path));
        if (error_number == ENOENT && parent != path) {
            create_directories(parent);
            if (::mkdir(path.c_str(), 0777) == 0) return;
            error_number = errno;
        }
        // "a/." and what another process made first exist, and that is all that was asked for.
        const auto present = stat(path);
        if (!present || present->type != FileType::directory)
            throw_system_error("create the directory", path, error_number);
    }

    void create_link(const std::string& target, const std::string& path) override {
        if (::symlink(target.c_str(), path.c_str()) != 0) throw_system_error("create the link", path, errno);
    }

    void create_hard_link(const std::string& existing, const std::string& path) override {
        if (::linkat(AT_FDCWD, existing.c_str(), AT_FDCWD, path.c_str(), 0) != 0)
            throw_system_error("create the hard link", path, errno);
    }

    bool clone_file(const std::string& from, const std::string& to, std::uint32_t mode) override {
        const Descriptor source = open_file("open", from, O_RDONLY | O_NOCTTY);
        const Descriptor copy = open_file("create", to, O_WRONLY | O_CREAT | O_EXCL, mode);
        if (uninterrupted([&] { return ::ioctl(copy.number(), FICLONE, source.number()); }) == 0) return true;
        const int error_number = errno;
        ::unlink(to.c_str());
        if (!means_no_clone(error_number)) throw_system_error("clone into", to, error_number);
        return false;
    }

    bool rename(const std::string& from, const std::string& to) override {
        if (::rename(from.c_str(), to.c_str()) == 0) return true;
        if (errno == EXDEV) return false;
        throw_system_error("rename '" + path::printable(from) + "' to", to, errno);
    }

    void set_mode(const std::string& path, std::uint32_t mode) override {
        if (::chmod(path.c_str(), mode) != 0) throw_system_error("change the permissions of", path, errno);
    }

    void remove_file(const std::string& path) override {
        if (::unlink(path.c_str()) == 0 || is_absent(errno)) return;
        const int error_number = errno;
        if ((error_number == EISDIR || error_number == EPERM) &&
            (::rmdir(path.c_str()) == 0 || errno == ENOENT))
            return;
        // rmdir tells more of a directory, unlink of anything else.
        throw_system_error("remove", path, errno == ENOTDIR ? error_number : errno);
    }

    void remove_tree(const std::string& path) override { remove_directory_tree(path); }

    void sync_file(const std::string& path) override {
        sync(open_file("open", path, O_RDONLY | O_NOCTTY), path);
    }

    void sync_directory(const std::string& path) override {
        sync(open_file("open", path, O_RDONLY | O_DIRECTORY), path);
    }

    void sync_file_system(const std::string& path) override {
        const Descriptor descriptor = open_file("open", path, O_RDONLY | O_NOCTTY);
        if (::syncfs(descriptor.number()) != 0) throw_system_error("sync the file system of", path, errno);
    }

    // The kernel stamps files with its coarse clock, which may lag behind the fine one by a tick.
    std::int64_t now_ns() const override {
        timespec now{};
        clock_gettime(CLOCK_REALTIME_COARSE, &now);
        return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
    }

  private:
    static std::optional<FileStat> answer(int result, const struct stat& status, const std::string& path) {
        if (result == 0) return to_file_stat(status);
        if (!is_absent(errno)) throw_system_error("examine", path, errno);
        return std::nullopt;
    }

    // EINVAL: some network file systems have nothing to sync in a directory.
    static void sync(const Descriptor& descriptor, const std::string& path) {
        if (uninterrupted([&] { return ::fsync(descriptor.number()); }) != 0 && errno != EINVAL)
            throw_system_error("sync", path, errno);
    }
};

}  // namespace

FileSystem& posix_file_system() {
    static PosixFileSystem files;
    return files;
}

}  // namespace mlpipe
