#include "store_state.hpp"

#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
void write_new_file(FileSystem& files, const std::string& path, std::string_view bytes) {
    const auto writer = files.create(path, 0444);
    writer->write(std::as_bytes(std::span(bytes)));
    writer->close();
}

Temporary::~Temporary() {
    if (!owned_) return;
    try {
        files_.remove_tree(path_);
    } catch (const Error&) {
        // gc removes it in a day.
    }
}

std::string Store::State::object_path(const Digest& object) const {
    const std::string hex = object.hex();
    return directory + "/objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

std::string Store::State::record_directory(const Digest& key) const {
    const std::string hex = key.hex();
    return directory + "/records/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

std::string Store::State::temporary_path(std::string_view prefix) {
    if (!temporary_directory_made) {
        files.create_directories(directory + "/tmp");
        temporary_directory_made = true;
    }
    return directory + "/tmp/" + unique_name(prefix);
}

bool Store::State::present(const Digest& object, std::uint64_t size) const {
    const auto stat = files.stat(object_path(object));
    return stat && stat->type == FileType::file && stat->size == size;
}

bool Store::State::found(const Digest& object, std::uint64_t size) {
    if (!present(object, size)) return false;
    // Another process may have put it and not synced it yet, nor the directory that it made for it.
    make_object_directory(object);
    note_pending(object_path(object));
    return true;
}

void Store::State::make_object_directory(const Digest& object) {
    std::atomic<bool>& made = object_directories_made[object.bytes[0]];
    if (made) return;
    const std::string objects = directory + "/objects";
    files.create_directories(objects + "/" + object.hex().substr(0, 2));
    note_directory(objects);
    note_directory(directory);
    note_directory(std::string(path::parent(directory)));
    made = true;
}

void Store::State::place(Temporary& temporary, const std::string& path) {
    if (!files.rename(temporary.path(), path))
        throw Error(ErrorKind::failed, "cannot store '" + path::printable(path) + "': the store '" +
                                           path::printable(directory) + "' lies on more than one device");
    temporary.release();
    note_pending(path);
}

void Store::State::place_object(Temporary& temporary, const Digest& object) {
    make_object_directory(object);
    place(temporary, object_path(object));
}

void Store::State::put_content(const Digest& object, std::string_view bytes) {
    if (found(object, bytes.size()) && read_file(files, object_path(object)) == bytes) return;
    Temporary temporary(files, temporary_path("put-"));
    write_new_file(files, temporary.path(), bytes);
    place_object(temporary, object);
}

void Store::State::throw_damaged(const Digest& object, std::string_view problem) {
    const std::string path = object_path(object);
    try {
        if (files.link_stat(path)) files.rename(path, temporary_path("damaged-" + object.hex() + "-"));
    } catch (const Error&) {
        // A store that cannot be written to stays as it is.
    }
    throw Error(ErrorKind::damaged, "the object " + object.hex() + " in the store '" +
                                        path::printable(directory) + "' " + std::string(problem) +
                                        "; running the stage that made it brings it back");
}

std::string Store::State::read_object(const Digest& object) {
    const std::string path = object_path(object);
    auto content = read_file_if_present(files, path);
    if (!content) throw_damaged(object, "is missing");
    if (sha256(*content) != object) throw_damaged(object, "is damaged: its content does not match its name");
    return std::move(*content);
}

void Store::State::note_pending(const std::string& path) {
    const std::lock_guard lock(pending_mutex);
    if (pending.many) return;
    pending.paths.push_back(path);
    if (pending.paths.size() <= most_single_syncs) return;
    pending.many = true;
    pending.paths = {};
}

void Store::State::note_directory(const std::string& path) {
    const std::lock_guard lock(pending_mutex);
    pending.directories.insert(path);
}

std::vector<DirectoryEntry> list_if_present(const FileSystem& files, const std::string& path) {
    const auto stat = files.stat(path);
    if (!stat || stat->type != FileType::directory) return {};
    return files.list(path);
}

std::optional<Digest> split_digest(std::string_view first, std::string_view rest) {
    return Digest::parse(std::string(first) + std::string(rest));
}

}  // namespace mlpipe
