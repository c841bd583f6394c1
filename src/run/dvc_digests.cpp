#include "dvc_digests.hpp"

#include <algorithm>
#include <atomic>
#include <string_view>

#include "mlpipe/base/ignore.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view ignore_file = ".dvcignore";

// What DVC leaves out of a directory by itself: less than we do.
constexpr std::string_view always_ignored = ".hg/\n.git/\n.git\n.dvc/\n";

constexpr std::uint32_t executable_bits = 0111;

// What a file's stat vouches for is a SHA-256 to the cache; an MD5 takes the first half of its room.
Digest in_room_of_sha256(const Md5Digest& md5) {
    Digest digest{};
    std::copy(md5.bytes.begin(), md5.bytes.end(), digest.bytes.begin());
    return digest;
}

Md5Digest from_room_of_sha256(const Digest& digest) {
    Md5Digest md5;
    std::copy_n(digest.bytes.begin(), md5.bytes.size(), md5.bytes.begin());
    return md5;
}

// The rules that hold in `directory`: those of the folders from `root` down to it.
IgnoreRules rules_for(const FileSystem& files, const std::string& root, const std::string& directory) {
    IgnoreRules rules;
    rules.add(always_ignored, "");
    if (directory == root || !path::contains(root, directory)) return rules;
    const std::string prefix = path::relative(directory, root);
    rules.set_prefix(prefix);
    for (std::size_t end = 0; end != prefix.npos; end = prefix.find('/', end + 1)) {
        const std::string base = prefix.substr(0, end);
        const auto text = read_file_if_present(files, path::join(path::join(root, base), ignore_file));
        if (text) rules.add(*text, base);
    }
    return rules;
}

}  // namespace

DvcDigests::DvcDigests(const FileSystem& files, StatCache* cache, ThreadPool& pool, std::string root,
                       StopPoint stop, StatCache* known)
    : files_(files), cache_(cache), pool_(pool), root_(std::move(root)), stop_(stop), known_(known) {}

std::optional<DvcHash> DvcDigests::find(const std::string& path, bool legacy) {
    const auto found = content(path, legacy);
    return found ? std::optional(found->hash) : std::nullopt;
}

std::optional<DvcContent> DvcDigests::content(const std::string& path, bool legacy) {
    const auto stat = files_.stat(path);
    if (!stat) return std::nullopt;
    if (stat->type == FileType::file) {
        const ReadFile read = file(path, legacy);
        return DvcContent{
            {read.md5, false, legacy}, read.stat.size, (read.stat.mode & executable_bits) != 0, {}};
    }
    if (stat->type != FileType::directory) return std::nullopt;
    const auto names = list(path);
    if (!names) return std::nullopt;
    DvcContent directory;
    directory.files.resize(names->size());
    std::atomic<std::uint64_t> size = 0;
    pool_.for_each(names->size(), [&](std::size_t i) {
        const ReadFile read = file(path + "/" + (*names)[i], legacy);
        directory.files[i] = {(*names)[i], read.md5};
        size += read.stat.size;
    });
    const auto text = dvc_directory_text(directory.files);
    if (!text) return std::nullopt;
    directory.hash = {md5(*text), true, legacy};
    directory.size = size;
    return directory;
}

DvcDigests::ReadFile DvcDigests::file(const std::string& path, bool legacy) {
    if (known_ && !legacy) {
        const auto stat = files_.stat(path);
        const auto digest = stat ? known_->find(*stat) : std::nullopt;
        if (digest) {
            note(path, *stat);
            return {from_room_of_sha256(*digest), *stat};
        }
    }
    Sha256 sha256;
    DvcHasher hasher(legacy);
    DvcSink sink(hasher);
    const SteadyContent content = read_steadily(files_, path, sha256, &sink, stop_);
    const Md5Digest md5 = hasher.finish();
    if (cache_) cache_->remember(content.stat, content.digest, content.started_ns);
    if (known_ && !legacy) known_->remember(content.stat, in_room_of_sha256(md5), content.started_ns);
    note(path, content.stat);
    return {md5, content.stat};
}

std::optional<std::vector<std::string>> DvcDigests::list(const std::string& directory) {
    const IgnoreRules rules = rules_for(files_, root_, directory);
    std::vector<std::string> found, folders{""};
    while (!folders.empty()) {
        stop_.pass();
        const std::string folder = std::move(folders.back());
        folders.pop_back();
        const std::string full = folder.empty() ? directory : directory + "/" + folder;
        if (const auto stat = files_.stat(full)) note(full, *stat);
        for (const DirectoryEntry& entry : files_.list(full)) {
            std::string name = folder.empty() ? entry.name : folder + "/" + entry.name;
            const auto stat = files_.stat(directory + "/" + name);
            const bool is_directory = stat && stat->type == FileType::directory;
            if (rules.entry_ignored(name, is_directory)) continue;
            // DVC refuses directories with an ignore file of their own, and does not enter links to others.
            if (!stat || entry.name == ignore_file || (is_directory && entry.type == FileType::link))
                return std::nullopt;
            if (is_directory)
                folders.push_back(std::move(name));
            else if (stat->type == FileType::file)
                found.push_back(std::move(name));
            else
                return std::nullopt;
        }
    }
    return found;
}

void DvcDigests::note(const std::string& path, const FileStat& stat) {
    const std::lock_guard lock(mutex_);
    seen_.emplace_back(path, stat);
}

bool DvcDigests::unchanged() const {
    const std::lock_guard lock(mutex_);
    return std::all_of(seen_.begin(), seen_.end(),
                       [this](const auto& seen) { return files_.stat(seen.first) == seen.second; });
}

void DvcDigests::forget() {
    const std::lock_guard lock(mutex_);
    seen_.clear();
}

}  // namespace mlpipe
