#include "dvc_digests.hpp"

#include <algorithm>
#include <string_view>

#include "mlpipe/base/ignore.hpp"
#include "mlpipe/base/path.hpp"

namespace mlpipe {
namespace {

constexpr std::string_view ignore_file = ".dvcignore";

// What DVC leaves out of a directory by itself: less than we do.
constexpr std::string_view always_ignored = ".hg/\n.git/\n.git\n.dvc/\n";

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
                       StopPoint stop)
    : files_(files), cache_(cache), pool_(pool), root_(std::move(root)), stop_(stop) {}

std::optional<DvcHash> DvcDigests::find(const std::string& path, bool legacy) {
    const auto stat = files_.stat(path);
    if (!stat) return std::nullopt;
    if (stat->type == FileType::file) return DvcHash{file(path, legacy), false, legacy};
    if (stat->type != FileType::directory) return std::nullopt;
    const auto names = list(path);
    if (!names) return std::nullopt;
    std::vector<DvcDirectoryEntry> entries(names->size());
    pool_.for_each(names->size(), [&](std::size_t i) {
        entries[i] = {(*names)[i], file(path + "/" + (*names)[i], legacy)};
    });
    const auto text = dvc_directory_text(std::move(entries));
    return text ? std::optional(DvcHash{md5(*text), true, legacy}) : std::nullopt;
}

Md5Digest DvcDigests::file(const std::string& path, bool legacy) {
    Sha256 sha256;
    DvcHasher hasher(legacy);
    DvcSink sink(hasher);
    const SteadyContent content = read_steadily(files_, path, sha256, &sink, stop_);
    if (cache_) cache_->remember(content.stat, content.digest, content.started_ns);
    note(path, content.stat);
    return hasher.finish();
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
