#include "mlpipe/store/hasher.hpp"

#include <utility>

#include "mlpipe/base/error.hpp"
#include "mlpipe/base/path.hpp"
#include "mlpipe/store/steady_read.hpp"
#include "object_links.hpp"
#include "stat_trust.hpp"
#include "walk.hpp"

namespace mlpipe {
namespace {

void feed(Sha256& sha256, const std::string& path, const FileStat& stat) {
    const std::uint64_t numbers[] = {path.size(),
                                     static_cast<std::uint64_t>(stat.type),
                                     stat.device,
                                     stat.inode,
                                     stat.size,
                                     static_cast<std::uint64_t>(stat.mtime_ns),
                                     static_cast<std::uint64_t>(stat.ctime_ns),
                                     stat.mode};
    sha256.update(std::as_bytes(std::span(numbers)));
    sha256.update(path);
}

HashedPath hash_file(const FileSystem& files, StatCache* cache, const std::string& path, const FileStat& stat,
                     Sha256& sha256, const StopPoint& stop) {
    if (cache) {
        if (const auto digest = cache->find(stat))
            return {{ReferenceType::file, *digest, stat.size, stat.executable}, stat, {}, true};
    }
    const SteadyContent content = read_steadily(files, path, sha256, nullptr, stop);
    if (cache) cache->remember(content.stat, content.digest, content.started_ns);
    return {{ReferenceType::file, content.digest, content.stat.size, content.stat.executable},
            content.stat,
            {},
            is_settled(content.stat, content.started_ns)};
}

HashedPath hash_link(const FileSystem& files, const std::string& path, const FileStat& stat) {
    const std::string target = files.read_link(path);
    return {
        {ReferenceType::link, sha256(target), target.size(), false}, stat, {}, false};  // cheap to read again
}

}  // namespace

// A directory as its stats show it.
struct Hasher::Listing {
    std::vector<WalkedEntry> entries;
    std::vector<FileStat> stats;  // of the files, else unset
    Digest observed;
    bool settled = true;
};

Hasher::Hasher(const FileSystem& files, StatCache* cache, ThreadPool& pool,
               const std::string& store_directory, const Interrupt* interrupt)
    : files_(files),
      cache_(cache),
      pool_(pool),
      links_begin_(object_links_begin(files, store_directory)),
      interrupt_(interrupt) {}

// What counts at a path; `path` becomes where to read it.
std::optional<FileStat> Hasher::look(std::string& path, const HashOptions& options) const {
    return options.dependency ? files_.stat(path) : stat_output(files_, path, links_begin_);
}

Hasher::Listing Hasher::list(const std::string& path, const HashOptions& options) const {
    Listing listing;
    const std::int64_t started_ns = files_.now_ns();
    const StopPoint stop = stop_point(options);
    listing.entries = walk(files_, pool_, path, options, links_begin_, stop);
    listing.stats.resize(listing.entries.size());
    for_each_part(pool_, listing.entries.size(), [&](std::size_t begin, std::size_t end) {
        stop.pass();
        for (std::size_t i = begin; i < end; ++i) {
            if (listing.entries[i].type != ManifestEntry::Type::file) continue;
            std::string file = path + "/" + listing.entries[i].path;
            const auto stat = look(file, options);
            if (!stat) throw_changing(file);
            listing.stats[i] = *stat;
        }
    });
    Sha256 sha256;
    for (std::size_t i = 0; i < listing.entries.size(); ++i) {
        const WalkedEntry& entry = listing.entries[i];
        feed(sha256, entry.path, listing.stats[i]);
        if (entry.type == ManifestEntry::Type::link) sha256.update(entry.target);
        sha256.update(entry.type == ManifestEntry::Type::directory ? "/" : "\n");
        if (entry.type == ManifestEntry::Type::file && !is_settled(listing.stats[i], started_ns))
            listing.settled = false;
    }
    listing.observed = sha256.finish();
    return listing;
}

Manifest Hasher::hash_listing(const std::string& path, const Listing& listing, const StopPoint& stop) const {
    Manifest manifest;
    manifest.entries.resize(listing.entries.size());
    for_each_part(pool_, listing.entries.size(), [&](std::size_t begin, std::size_t end) {
        Sha256 sha256;
        for (std::size_t i = begin; i < end; ++i) {
            const WalkedEntry& walked = listing.entries[i];
            ManifestEntry& entry = manifest.entries[i];
            entry.path = walked.path;
            entry.type = walked.type;
            entry.target = walked.target;
            if (walked.type != ManifestEntry::Type::file) continue;
            const std::string file = path + "/" + walked.path;
            const Reference reference =
                hash_file(files_, cache_, file, listing.stats[i], sha256, stop).reference;
            entry.digest = reference.digest;
            entry.size = reference.size;
            entry.executable = reference.executable;
        }
    });
    return manifest;
}

std::optional<HashedPath> Hasher::hash(const std::string& place, const HashOptions& options) const {
    std::string path = place;
    const auto stat = look(path, options);
    if (!stat) return std::nullopt;
    switch (stat->type) {
        case FileType::file: {
            Sha256 sha256;
            return hash_file(files_, cache_, path, *stat, sha256, stop_point(options));
        }
        case FileType::link:
            return hash_link(files_, path, *stat);
        case FileType::directory: {
            const Listing listing = list(path, options);
            const Manifest manifest = hash_listing(path, listing, stop_point(options));
            return HashedPath{
                {ReferenceType::directory, sha256(to_json(manifest)), manifest.total_size(), false},
                *stat,
                listing.observed,
                listing.settled};
        }
        case FileType::other:
            break;
    }
    throw_special(path);
}

std::optional<HashedPath> Hasher::known(const std::string& place, const HashOptions& options,
                                        std::uint64_t most_read) const {
    std::string path = place;
    const auto stat = look(path, options);
    if (!stat) return std::nullopt;
    if (stat->type == FileType::link) return hash_link(files_, path, *stat);
    if (stat->type != FileType::file) return std::nullopt;
    if (most_read > 0 && stat->size <= most_read) {
        Sha256 sha256;
        return hash_file(files_, cache_, path, *stat, sha256, stop_point(options));
    }
    const auto digest = cache_ ? cache_->find(*stat) : std::nullopt;
    if (!digest) return std::nullopt;
    return HashedPath{{ReferenceType::file, *digest, stat->size, stat->executable}, *stat, {}, true};
}

bool Hasher::unchanged(const std::string& place, const HashOptions& options, const HashedPath& before) const {
    if (before.settled) {
        std::string path = place;
        const auto stat = look(path, options);
        if (!stat) return false;
        if (stat->type == FileType::directory) {
            if (before.reference.type != ReferenceType::directory) return false;
            if (list(path, options).observed == before.observed) return true;
        } else if (*stat == before.stat) {
            return true;
        }
    }
    const auto now = hash(place, options);
    return now && now->reference.same_content(before.reference) &&
           (options.dependency || now->reference.executable == before.reference.executable);
}

Manifest Hasher::manifest(const std::string& place, const HashOptions& options) const {
    std::string path = place;
    const auto stat = look(path, options);
    if (!stat || stat->type != FileType::directory)
        throw Error(ErrorKind::failed, "cannot list '" + path::printable(path) + "': it is not a directory");
    return hash_listing(path, list(path, options), stop_point(options));
}

}  // namespace mlpipe
