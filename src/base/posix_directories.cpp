#include <dirent.h>
#include <fcntl.h>

#include <optional>

#include "mlpipe/base/error.hpp"
#include "posix_files.hpp"

namespace mlpipe {
namespace {

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

// Takes the descriptor over.
Directory open_directory(Descriptor descriptor, const std::string& path) {
    Directory directory(fdopendir(descriptor.number()), &closedir);
    if (!directory) throw_system_error("list", path, errno);
    descriptor.release();
    return directory;
}

// nullopt for an entry that vanished while it was looked at.
std::optional<FileType> entry_type(int directory, const dirent& entry) {
    switch (entry.d_type) {
        case DT_REG:
            return FileType::file;
        case DT_DIR:
            return FileType::directory;
        case DT_LNK:
            return FileType::link;
        case DT_UNKNOWN:
            break;
        default:
            return FileType::other;
    }
    struct stat status {};
    if (fstatat(directory, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
    return to_file_stat(status).type;
}

std::vector<DirectoryEntry> read_entries(DIR* directory, const std::string& path) {
    std::vector<DirectoryEntry> entries;
    while (true) {
        errno = 0;
        const dirent* entry = readdir(directory);
        if (!entry) break;
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        if (const auto type = entry_type(dirfd(directory), *entry))
            entries.push_back({std::string(name), *type});
    }
    if (errno != 0) throw_system_error("list", path, errno);
    return entries;
}

bool is_absent(int error_number) {
    return error_number == ENOENT || error_number == ENOTDIR;
}

Descriptor open_below(int parent, const std::string& name) {
    return Descriptor(uninterrupted(
        [&] { return openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); }));
}

// Removes trees by descriptor, so that a directory that is swapped for a link meanwhile is not followed.
// `path` is only for messages.
class TreeRemover {
  public:
    void remove(int parent, const std::string& name, const std::string& path) {
        // Somebody may still be adding files; a few rounds outlast a process that is being ended.
        for (int round = 0; round < 8; ++round) {
            if (unlinkat(parent, name.c_str(), 0) == 0 || is_absent(errno)) return;
            if (errno != EISDIR && errno != EPERM) throw_system_error("remove", path, errno);
            const int refused = errno;
            if (!empty(parent, name, path, refused)) return;
            if (unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 || is_absent(errno)) return;
            if (errno != ENOTEMPTY && errno != EEXIST) throw_system_error("remove", path, errno);
        }
        throw_system_error("remove", path, ENOTEMPTY);
    }

  private:
    // False when it is gone.
    bool empty(int parent, const std::string& name, const std::string& path, int refused) {
        Descriptor descriptor = open_below(parent, name);
        if (!descriptor && errno == EACCES && make_accessible(parent, name))
            descriptor = open_below(parent, name);
        if (!descriptor && errno == ENOENT) return false;
        if (!descriptor && (errno == ENOTDIR || errno == ELOOP)) throw_system_error("remove", path, refused);
        if (!descriptor) throw_system_error("list", path, errno);
        const Directory directory = open_directory(std::move(descriptor), path);
        const int number = dirfd(directory.get());
        struct stat status {};
        if (fstat(number, &status) == 0 && (status.st_mode & S_IRWXU) != S_IRWXU)
            fchmod(number, (status.st_mode & 07777) | S_IRWXU);
        for (const DirectoryEntry& entry : read_entries(directory.get(), path))
            remove(number, entry.name, path + "/" + entry.name);
        return true;
    }

    static bool make_accessible(int parent, const std::string& name) {
        struct stat status {};
        if (fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(status.st_mode))
            return false;
        return fchmodat(parent, name.c_str(), (status.st_mode & 07777) | S_IRWXU, 0) == 0;
    }
};

}  // namespace

std::vector<DirectoryEntry> list_directory(const std::string& path) {
    const Directory directory = open_directory(open_file("list", path, O_RDONLY | O_DIRECTORY), path);
    return read_entries(directory.get(), path);
}

void remove_directory_tree(const std::string& path) {
    TreeRemover().remove(AT_FDCWD, path, path);
}

}  // namespace mlpipe
