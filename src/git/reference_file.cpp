#include "reference_file.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/file_system.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe::git {

void throw_reference_exists(const std::string& reference) {
    throw Error(ErrorKind::failed, "cannot create '" + reference + "': it exists");
}

void create_reference_file(FileSystem& files, const std::string& place, const std::string& content,
                           const std::string& reference) {
    const std::string directory(path::parent(place));
    files.create_directories(directory);
    // A name that git takes for no reference.
    const std::string written = path::join(directory, unique_name(".mlpipe-tmp-"));
    write_file_atomically(files, written, content, Durability::synced);
    try {
        files.create_hard_link(written, place);
    } catch (const Error&) {
        const bool taken = files.link_stat(place).has_value();
        // A file system without hard links: the names are told apart by the look above alone.
        if (!taken) files.rename(written, place);
        files.remove_file(written);
        if (taken) throw_reference_exists(reference);
    }
    files.remove_file(written);
    files.sync_directory(directory);
}

}  // namespace mlpipe::git
