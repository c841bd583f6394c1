#include "release_copy.hpp"

#include <set>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::registry {

void copy_file_read_only(FileSystem& files, const std::string& from, const std::string& to, bool executable,
                         const StopPoint& stop) {
    const std::uint32_t mode = executable ? 0555 : 0444;
    clone_or_copy_file(files, from, to, mode, stop);
    files.sync_file(to);
}

void copy_directory_read_only(FileSystem& files, const std::string& from, const Manifest& manifest,
                              const std::string& to, const StopPoint& stop) {
    files.create_directories(to);
    std::set<std::string> directories = {to};
    const auto make_directory = [&](const std::string& path) {
        files.create_directories(path);
        for (std::string each = path; directories.insert(each).second;)
            each = std::string(path::parent(each));
    };
    for (const ManifestEntry& entry : manifest.entries) {
        stop.pass();
        const std::string target = to + "/" + entry.path, parent(path::parent(target));
        switch (entry.type) {
            case ManifestEntry::Type::directory:
                make_directory(target);
                break;
            case ManifestEntry::Type::link:
                make_directory(parent);
                files.create_link(entry.target, target);
                break;
            case ManifestEntry::Type::file:
                make_directory(parent);
                copy_file_read_only(files, from + "/" + entry.path, target, entry.executable, stop);
                break;
        }
    }
    // What is inside first: by bytes a directory stands before what it holds.
    for (auto directory = directories.rbegin(); directory != directories.rend(); ++directory)
        close_directory(files, *directory);
}

void close_directory(FileSystem& files, const std::string& path) {
    constexpr std::uint32_t writing = 0222;
    const auto stat = files.stat(path);
    if (!stat) throw_system_error("examine", path, ENOENT);
    files.set_mode(path, stat->mode & ~writing);
    files.sync_directory(path);
}

}  // namespace mlpipe::registry
