#include "mlpipe/store/store.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "store_state.hpp"
#include "walk.hpp"

namespace mlpipe {

Store::Store(FileSystem& files, std::string directory, StatCache* cache, ThreadPool& pool,
             const Interrupt* interrupt)
    : state_(std::make_unique<State>(files, path::normalise(directory), cache, pool, interrupt)) {}

Store::~Store() = default;

const std::string& Store::directory() const {
    return state_->directory;
}

bool Store::has(const Digest& object) const {
    const auto stat = state_->files.stat(state_->object_path(object));
    return stat && stat->type == FileType::file;
}

bool Store::has_all(const Reference& reference) const {
    if (reference.type != ReferenceType::directory) return state_->present(reference.digest, reference.size);
    if (!has(reference.digest)) return false;
    Manifest manifest;
    try {
        manifest = read_manifest(reference.digest);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::damaged) throw;
        return false;
    }
    std::atomic<bool> missing{false};
    const auto check = [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end && !missing; ++i) {
            const ManifestEntry& entry = manifest.entries[i];
            if (entry.type == ManifestEntry::Type::file && !state_->present(entry.digest, entry.size))
                missing = true;
        }
    };
    constexpr std::size_t worth_threads = 1000;
    if (manifest.entries.size() < worth_threads)
        check(0, manifest.entries.size());
    else
        for_each_part(state_->pool, manifest.entries.size(), check);
    return !missing;
}

std::string Store::read(const Digest& object) const {
    return state_->read_object(object);
}

Manifest Store::read_manifest(const Digest& object) const {
    try {
        return parse_manifest(read(object));
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::damaged) throw;
        throw Error(ErrorKind::damaged, std::string(error.what()) + " (object " + object.hex() + ")");
    }
}

void Store::put_record(const Digest& key, std::string_view canonical_json) {
    State& state = *state_;
    const std::string directory = state.record_directory(key);
    const std::string path = directory + "/" + sha256(canonical_json).hex() + ".json";
    for (std::string_view above = path::parent(directory); above.size() >= state.directory.size();
         above = path::parent(above))
        state.note_directory(std::string(above));
    state.note_directory(std::string(path::parent(state.directory)));
    const auto present = read_file_if_present(state.files, path);
    if (present && *present == canonical_json) {
        state.note_pending(path);
        return;
    }
    state.files.create_directories(directory);
    Temporary temporary(state.files, state.temporary_path("record-"));
    write_new_file(state.files, temporary.path(), canonical_json);
    state.place(temporary, path);
}

std::vector<std::string> Store::records(const Digest& key) const {
    const std::string directory = state_->record_directory(key);
    std::vector<std::string> found;
    for (const DirectoryEntry& entry : list_if_present(state_->files, directory)) {
        if (!entry.name.ends_with(".json")) continue;
        try {
            auto text = read_file_if_present(state_->files, directory + "/" + entry.name);
            if (text && sha256(*text).hex() + ".json" == entry.name) found.push_back(std::move(*text));
        } catch (const Error&) {
            // As good as absent: verify() names it.
        }
    }
    return found;
}

void Store::sync() {
    // Held throughout: who calls second must not return before what the first one took over is on the disk.
    const std::lock_guard lock(state_->sync_mutex);
    State::Pending pending;
    {
        const std::lock_guard guard(state_->pending_mutex);
        std::swap(pending, state_->pending);
    }
    FileSystem& files = state_->files;
    try {
        if (pending.many) {
            files.sync_file_system(state_->directory);
            return;
        }
        for (const std::string& path : pending.paths) {
            if (!files.stat(path)) continue;  // set aside since
            files.sync_file(path);
            pending.directories.insert(std::string(path::parent(path)));
        }
        for (const std::string& directory : pending.directories) files.sync_directory(directory);
    } catch (...) {
        for (const std::string& path : pending.paths) state_->note_pending(path);
        const std::lock_guard guard(state_->pending_mutex);
        state_->pending.directories.merge(pending.directories);
        state_->pending.many = state_->pending.many || pending.many;
        throw;
    }
}

}  // namespace mlpipe
