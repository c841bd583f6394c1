#include "directory_remote.hpp"

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "remote_items.hpp"
#include "store_state.hpp"

namespace mlpipe {
namespace {

constexpr std::size_t buffer_size = 1 << 18;

}  // namespace

DirectoryRemote::DirectoryRemote(FileSystem& files, std::string directory)
    : files_(files), directory_(std::move(directory)) {}

std::vector<std::optional<std::uint64_t>> DirectoryRemote::has(const std::vector<StoreItem>& items) {
    std::vector<std::optional<std::uint64_t>> sizes;
    sizes.reserve(items.size());
    for (const StoreItem& item : items) {
        const auto stat = files_.stat(place(item));
        const bool there = stat && stat->type == FileType::file;
        sizes.push_back(there ? std::optional(stat->size) : std::nullopt);
    }
    return sizes;
}

std::vector<Remote::Sized> DirectoryRemote::list(const std::vector<Digest>& keys) {
    std::vector<Sized> found;
    for (const Digest& key : keys) {
        const std::string directory = directory_ + "/" + record_directory_of(key);
        for (const DirectoryEntry& entry : list_if_present(files_, directory)) {
            const auto item = record_item(key, entry.name);
            const auto stat = item ? files_.stat(directory + "/" + entry.name) : std::nullopt;
            if (stat && stat->type == FileType::file) found.push_back({*item, stat->size});
        }
    }
    return found;
}

void DirectoryRemote::get(const std::vector<Sized>& items, Receiver& receiver) {
    std::vector<std::byte> buffer(buffer_size);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string path = place(items[i].item);
        const auto stat = files_.stat(path);
        if (!stat || stat->type != FileType::file) {
            receiver.absent(i);
            continue;
        }
        const auto reader = files_.open_read(path);
        while (const std::size_t count = reader->read(buffer))
            receiver.take(i, std::span(buffer).first(count));
        receiver.whole(i);
    }
}

void DirectoryRemote::put(const std::vector<Offered>& items, const std::function<void(std::size_t)>& stored) {
    const std::string scratch = directory_ + "/tmp";
    std::set<std::string> changed{directory_};
    if (!files_.stat(directory_)) changed.insert(std::string(path::parent(directory_)));
    files_.create_directories(scratch);
    std::vector<std::byte> buffer(buffer_size);
    // Written first, and all put in place afterwards: the disk then waits once for many small files.
    std::vector<std::unique_ptr<Temporary>> temporaries;
    for (const Offered& offered : items) {
        auto& temporary = temporaries.emplace_back(
            std::make_unique<Temporary>(files_, scratch + "/" + unique_name("put-")));
        const auto writer = files_.create(temporary->path(), 0444);
        const ByteSource source = offered.open();
        while (const std::size_t count = source(buffer)) writer->write(std::span(buffer).first(count));
        writer->sync();
        writer->close();
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string path = place(items[i].what.item);
        const std::string parent(path::parent(path));
        files_.create_directories(parent);
        if (!files_.rename(temporaries[i]->path(), path)) {
            throw Error(ErrorKind::failed, "cannot store '" + path::printable(path) + "': the remote '" +
                                               path::printable(directory_) +
                                               "' lies on more than one device");
        }
        temporaries[i]->release();
        for (std::string above = parent; above.size() > directory_.size();
             above = std::string(path::parent(above)))
            changed.insert(above);
    }
    for (const std::string& directory : changed) files_.sync_directory(directory);
    for (std::size_t i = 0; i < items.size(); ++i) stored(i);
}

void DirectoryRemote::tidy() {
    const std::string scratch = directory_ + "/tmp";
    const std::int64_t now_ns = files_.now_ns();
    for (const DirectoryEntry& entry : list_if_present(files_, scratch)) {
        const std::string path = scratch + "/" + entry.name;
        const auto stat = files_.link_stat(path);
        if (stat && entry.name.starts_with("put-") && now_ns - stat->mtime_ns > abandoned_after_ns)
            files_.remove_file(path);
    }
}

}  // namespace mlpipe
