// The way into the store: files are hashed while they are copied.
#include <optional>
#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/store/steady_read.hpp"
#include "object_links.hpp"
#include "store_state.hpp"
#include "walk.hpp"

namespace mlpipe {
namespace {

// Up to here content is held in memory, so that what the store has already costs no file in tmp/.
constexpr std::uint64_t most_in_memory = 1 << 20;

class SmallSink final : public ReadSink {
  public:
    void begin(const FileStat&) override { content.clear(); }
    void take(std::span<const std::byte> data) override {
        content.append(reinterpret_cast<const char*>(data.data()), data.size());
    }
    std::string content;
};

class FileSink final : public ReadSink {
  public:
    FileSink(FileSystem& files, const std::string& path) : files_(files), path_(path) {}
    void begin(const FileStat&) override {
        if (writer_) {
            writer_.reset();
            files_.remove_file(path_);
        }
        writer_ = files_.create(path_, 0444);
    }
    void take(std::span<const std::byte> data) override { writer_->write(data); }
    void close() { writer_->close(); }

  private:
    FileSystem& files_;
    const std::string& path_;
    std::unique_ptr<FileWriter> writer_;
};

class Putter {
  public:
    Putter(Store::State& store, const StopPoint& stop) : store_(store), stop_(stop) {}

    Reference put(const std::string& path, const FileStat& stat) {
        if (store_.cache) {
            const auto digest = store_.cache->find(stat);
            if (digest && store_.found(*digest, stat.size))
                return {ReferenceType::file, *digest, stat.size, stat.executable};
        }
        SteadyContent content;
        if (stat.size <= most_in_memory) {
            SmallSink sink;
            content = read_steadily(store_.files, path, sha256_, &sink, stop_);
            store_.put_content(content.digest, sink.content);
        } else {
            Temporary temporary(store_.files, store_.temporary_path("put-"));
            auto cloned = clone(path, stat, temporary.path());
            content = cloned ? *cloned : copy(path, temporary.path());
            if (!store_.found(content.digest, content.stat.size))
                store_.place_object(temporary, content.digest);
        }
        if (store_.cache) store_.cache->remember(content.stat, content.digest, content.started_ns);
        return {ReferenceType::file, content.digest, content.stat.size, content.stat.executable};
    }

  private:
    SteadyContent copy(const std::string& path, const std::string& temporary) {
        FileSink sink(store_.files, temporary);
        const SteadyContent content = read_steadily(store_.files, path, sha256_, &sink, stop_);
        sink.close();
        return content;
    }

    // Shares the blocks and reads the clone, which nobody else writes to. nullopt where blocks cannot be
    // shared.
    std::optional<SteadyContent> clone(const std::string& path, FileStat before,
                                       const std::string& temporary) {
        for (int attempt = 0; attempt < most_read_attempts; ++attempt) {
            if (!store_.may_clone(before.device)) return std::nullopt;
            const std::int64_t started_ns = store_.files.now_ns();
            if (!store_.files.clone_file(path, temporary, 0444)) {
                store_.no_clones_with = before.device;
                return std::nullopt;
            }
            const auto after = store_.files.link_stat(path);
            if (after && *after == before)
                return SteadyContent{before,
                                     read_steadily(store_.files, temporary, sha256_, nullptr, stop_).digest,
                                     started_ns};
            store_.files.remove_file(temporary);
            if (!after) break;
            before = *after;
        }
        throw_changing(path);
    }

    Store::State& store_;
    const StopPoint& stop_;
    Sha256 sha256_;
};

Reference put_directory(Store& store, Store::State& state, const std::string& path, const StopPoint& stop) {
    const std::string links_begin = object_links_begin(state.files, state.directory);
    const std::vector<WalkedEntry> walked = walk(state.files, state.pool, path, {}, links_begin, stop);
    Manifest manifest;
    manifest.entries.resize(walked.size());
    for_each_part(state.pool, walked.size(), [&](std::size_t begin, std::size_t end) {
        Putter putter(state, stop);
        for (std::size_t i = begin; i < end; ++i) {
            ManifestEntry& entry = manifest.entries[i];
            entry.path = walked[i].path;
            entry.type = walked[i].type;
            entry.target = walked[i].target;
            if (entry.type != ManifestEntry::Type::file) continue;
            std::string file = path + "/" + entry.path;
            const auto stat = stat_output(state.files, file, links_begin);
            if (!stat || stat->type != FileType::file) throw_changing(file);
            const Reference reference = putter.put(file, *stat);
            entry.digest = reference.digest;
            entry.size = reference.size;
            entry.executable = reference.executable;
        }
    });
    return {ReferenceType::directory, store.put_bytes(to_json(manifest)), manifest.total_size(), false};
}

// The path itself, or some file below it.
std::optional<std::string> first_file(const FileSystem& files, const std::string& path) {
    const auto stat = files.stat(path);
    if (!stat) return std::nullopt;
    if (stat->type == FileType::file) return path;
    if (stat->type != FileType::directory) return std::nullopt;
    for (const DirectoryEntry& entry : files.list(path)) {
        if (entry.type == FileType::file) return path + "/" + entry.name;
        if (entry.type != FileType::directory) continue;
        if (auto found = first_file(files, path + "/" + entry.name)) return found;
    }
    return std::nullopt;
}

}  // namespace

Reference Store::put(const std::string& place, int stop_at) {
    const StopPoint stop(state_->interrupt, stop_at);
    std::string path = place;
    auto stat = state_->files.link_stat(path);
    if (stat && stat->type == FileType::link)
        stat = stat_output(state_->files, path, object_links_begin(state_->files, state_->directory));
    if (!stat)
        throw Error(ErrorKind::failed, "cannot store '" + path::printable(path) + "': it does not exist");
    switch (stat->type) {
        case FileType::file:
            return Putter(*state_, stop).put(path, *stat);
        case FileType::directory:
            return put_directory(*this, *state_, path, stop);
        case FileType::link: {
            const std::string target = state_->files.read_link(path);
            return {ReferenceType::link, put_bytes(target), target.size(), false};
        }
        case FileType::other:
            break;
    }
    throw_special(path);
}

bool Store::can_clone(const std::string& path) {
    const auto sample = first_file(state_->files, path);
    if (!sample) return false;
    const auto stat = state_->files.stat(*sample);
    if (!stat || !state_->may_clone(stat->device)) return false;
    const Temporary temporary(state_->files, state_->temporary_path("clone-"));
    if (state_->files.clone_file(*sample, temporary.path(), 0444)) return true;
    state_->no_clones_with = stat->device;
    return false;
}

Digest Store::put_bytes(std::string_view bytes) {
    const Digest digest = sha256(bytes);
    state_->put_content(digest, bytes);
    return digest;
}

}  // namespace mlpipe
